// Decodes HistogramProto and TensorProto, as far as scalars and histograms need them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "training/telemetry/Protozero.h"
#include "training/telemetry/Record.h"

namespace isonet::telemetry {

// All throw protozero::exception or std::runtime_error if the bytes are not such a message.
Histogram readHistogram(protozero::pbf_reader message);

struct Tensor {
    std::int32_t type = 0;            // DataType
    std::vector<std::int64_t> shape;  // empty: rank 0
    std::vector<double> values;       // of float, double and integer tensors; empty for others
};
Tensor readTensor(protozero::pbf_reader message);

// From a tensor [k, 3] of left edge, right edge and count; sum and sum of squares use the centers of the buckets.
// Nothing for another shape.
std::optional<Histogram> histogramOfRows(Tensor tensor);

}  // namespace isonet::telemetry
