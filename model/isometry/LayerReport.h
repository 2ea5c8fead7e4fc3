// How far each convolution of a network is from an isometry: the rows of `isonet inspect` and of telemetry.
#pragma once

#include <torch/types.h>

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "model/isometry/Deviation.h"
#include "model/isometry/ExtremeValues.h"
#include "model/isometry/Spectrum.h"
#include "model/layers/Network.h"

namespace isonet::model {

struct OffsetSummary {
    double min = 0, mean = 0, max = 0;
};

struct LayerReport {
    std::string name;
    std::vector<std::int64_t> shape;  // (M, C / groups, k, k)
    int stride = 1, dilation = 1;
    std::int64_t gridHeight = 0, gridWidth = 0;  // input grid
    bool penalized = false;
    double deviation = 0;            // ||Conv(A, A) - delta||_F, the convolution's own stride
    double deviationNormalized = 0;  // / sqrt(min(M, C))
    double weightDeviation = 0;      // ||W W^T - I||_F
    SideDeviations sides;            // both sides of Theorem 1
    double sigmaMin = 0, sigmaMean = 0, sigmaMax = 0;
    std::optional<OffsetSummary> b;  // of the SReLU that follows the convolution, if any
};

// The grid on which a layer's spectrum is taken: its own input grid, with two exceptions. Where the stride does not
// divide it and the exact treatment (Spectrum.h) would take seconds, the next multiple of the stride, which is what the
// zero-padded convolution reads. And of a layer with dilation d, whose stride is 1, the grid of H / g x W / g with
// g = gcd(d, H) and gcd(d, W): with circular boundary its taps join pixels g apart, a grid of their own for each of the
// g first ones, along which steps of d visit every pixel. So the values are those of the undilated kernel on that
// smaller grid, each as often as there are such grids.
OperatorGrid spectrumGrid(const spec::ConvolutionPlan& plan);

// The layer's zero-padded operator on its own grid (PaddedOperator.h): seconds for large layers.
ExtremeValues paddedExtremes(const ConvolutionLayer& layer, std::stop_token stop = {});

// One convolution, its numbers NaN where the kernel is not finite (a diverged run); `offset` is its SReLU's b or
// undefined. Empty when stopped.
std::optional<LayerReport> inspectLayer(const ConvolutionLayer& layer, bool penalized, const at::Tensor& offset = {},
                                        std::stop_token stop = {});

// `progress` gets the layers done and their number after each; a stopped call returns the rows done so far.
std::vector<LayerReport> inspect(const Network& network, const spec::PenaltySpec& penalty, std::stop_token stop = {},
                                 const std::function<void(int, int)>& progress = {});

}  // namespace isonet::model
