// Shared by the detection tests: short notation for tensors, and small settings.
#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

#include "model/detection/BoxCoding.h"
#include "model/spec/DetectorSpec.h"

inline at::Tensor boxes(const std::vector<float>& numbers) {
    return at::tensor(numbers, at::kFloat).view({-1, 4});
}

inline at::Tensor integers(const std::vector<std::int64_t>& numbers) {
    return at::tensor(numbers, at::kLong);
}

inline bool close(const at::Tensor& a, const at::Tensor& b, double tolerance = 1e-5) {
    return a.sizes() == b.sizes() && at::allclose(a.to(at::kDouble), b.to(at::kDouble), tolerance, tolerance);
}

inline bool near(const at::Tensor& value, double expected) {
    return value.dim() == 0 && std::abs(value.item<double>() - expected) < 1e-5;
}

inline isonet::spec::DetectorSpec smallSpec() {
    isonet::spec::DetectorSpec spec;
    spec.anchorSizes = {16, 32};
    spec.proposalChannels = 8;
    spec.proposalsBeforeTrain = spec.proposalsBeforeTest = 100;
    spec.proposalsAfterTrain = spec.proposalsAfterTest = 20;
    spec.regionSamples = 16;
    spec.hiddenFeatures = 16;
    spec.maskChannels = 4;
    return spec;
}

inline const isonet::model::BoxCoding proposalCoding{{1, 1, 1, 1}}, regionCoding{{10, 10, 5, 5}};
