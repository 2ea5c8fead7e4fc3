// HistogramProto and TensorProto, as far as scalars and histograms need them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "training/telemetry/Protozero.h"
#include "training/telemetry/Record.h"

namespace isonet::telemetry {

// All of them throw protozero::exception or std::runtime_error when the bytes are no such message.
Histogram readHistogram(protozero::pbf_reader message);

struct Tensor {
    std::int32_t type = 0;            // DataType
    std::vector<std::int64_t> shape;  // empty: rank 0
    std::vector<double> values;       // of float, double and integer tensors; none of others
};
Tensor readTensor(protozero::pbf_reader message);

// A tensor [k, 3] of left edge, right edge and count. Sum and sum of squares are those of the buckets' middles. Absent
// for another shape.
std::optional<Histogram> histogramOfRows(Tensor tensor);

}  // namespace isonet::telemetry
