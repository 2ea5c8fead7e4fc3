#include "training/telemetry/EventValues.h"

#include <bit>

#include "training/telemetry/EventFields.h"
#include "training/telemetry/EventFrame.h"

namespace isonet::telemetry {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

// Repeated numbers may be packed in one field or stored one by one.
template <typename Single, typename Packed>
void readRepeated(pbf_reader& message, pbf_wire_type single, std::vector<double>& values, Single one, Packed many) {
    if (message.wire_type() == single) {
        values.push_back(static_cast<double>((message.*one)()));
        return;
    }
    for (const auto value : (message.*many)())
        values.push_back(static_cast<double>(value));
}

void readDoubles(pbf_reader& message, std::vector<double>& values) {
    readRepeated(message, pbf_wire_type::fixed64, values, &pbf_reader::get_double, &pbf_reader::get_packed_double);
}

std::vector<std::int64_t> readShape(pbf_reader message) {
    std::vector<std::int64_t> shape;
    while (message.next(fields::tensor::dimension)) {
        pbf_reader dimension = message.get_message();
        std::int64_t size = 0;
        while (dimension.next()) {
            if (dimension.tag() == fields::tensor::size)
                size = dimension.get_int64();
            else
                dimension.skip();
        }
        shape.push_back(size);
    }
    return shape;
}

template <typename T, typename Bits>
void readContent(std::string_view content, std::vector<double>& values) {
    for (size_t at = 0; at + sizeof(T) <= content.size(); at += sizeof(T)) {
        const std::string_view bytes = content.substr(at);
        const Bits bits = sizeof(T) == 4 ? static_cast<Bits>(readU32(bytes)) : static_cast<Bits>(readU64(bytes));
        values.push_back(static_cast<double>(std::bit_cast<T>(bits)));
    }
}

}  // namespace

Histogram readHistogram(pbf_reader message) {
    namespace f = fields::histogram;
    Histogram histogram;
    while (message.next()) {
        switch (message.tag()) {
            case f::min:
                histogram.min = message.get_double();
                break;
            case f::max:
                histogram.max = message.get_double();
                break;
            case f::count:
                histogram.count = message.get_double();
                break;
            case f::sum:
                histogram.sum = message.get_double();
                break;
            case f::sumSquares:
                histogram.sumSquares = message.get_double();
                break;
            case f::limits:
                readDoubles(message, histogram.limits);
                break;
            case f::counts:
                readDoubles(message, histogram.counts);
                break;
            default:
                message.skip();
        }
    }
    if (histogram.limits.size() != histogram.counts.size())
        throw std::runtime_error("a histogram has different numbers of limits and counts");
    // Other writers end with the largest double; use the maximum instead, as TensorBoard does.
    if (!histogram.limits.empty() && histogram.limits.back() > histogram.max)
        histogram.limits.back() = histogram.max;
    return histogram;
}

Tensor readTensor(pbf_reader message) {
    namespace f = fields::tensor;
    Tensor tensor;
    std::string_view content;
    while (message.next()) {
        switch (message.tag()) {
            case f::dtype:
                tensor.type = message.get_enum();
                break;
            case f::shape:
                tensor.shape = readShape(message.get_message());
                break;
            case f::content: {
                const auto view = message.get_view();
                content = {view.data(), view.size()};
                break;
            }
            case f::floats:
                readRepeated(message, pbf_wire_type::fixed32, tensor.values, &pbf_reader::get_float,
                             &pbf_reader::get_packed_float);
                break;
            case f::doubles:
                readDoubles(message, tensor.values);
                break;
            case f::ints:
                readRepeated(message, pbf_wire_type::varint, tensor.values, &pbf_reader::get_int32,
                             &pbf_reader::get_packed_int32);
                break;
            case f::longs:
                readRepeated(message, pbf_wire_type::varint, tensor.values, &pbf_reader::get_int64,
                             &pbf_reader::get_packed_int64);
                break;
            default:
                message.skip();
        }
    }
    switch (tensor.type) {
        case f::typeFloat:
            readContent<float, std::uint32_t>(content, tensor.values);
            break;
        case f::typeDouble:
            readContent<double, std::uint64_t>(content, tensor.values);
            break;
        case f::typeInt32:
            readContent<std::int32_t, std::uint32_t>(content, tensor.values);
            break;
        case f::typeInt64:
            readContent<std::int64_t, std::uint64_t>(content, tensor.values);
            break;
        default:
            tensor.values.clear();  // text and images have no numbers
    }
    return tensor;
}

std::optional<Histogram> histogramOfRows(Tensor tensor) {
    if (tensor.shape.size() != 2 || tensor.shape[1] != 3 || tensor.shape[0] < 0)
        return std::nullopt;
    const auto rows = static_cast<size_t>(tensor.shape[0]);
    // A tensor may omit a tail that repeats its last number. The limit keeps a few corrupt bytes from allocating a huge
    // histogram.
    constexpr size_t maximumRows = 1u << 20;
    if (rows > maximumRows || tensor.values.size() > 3 * rows || (tensor.values.empty() && rows > 0))
        throw std::runtime_error("the shape of a histogram tensor does not match its values");
    if (rows > 0)
        tensor.values.resize(3 * rows, tensor.values.back());
    Histogram histogram;
    for (size_t row = 0; row < rows; ++row) {
        const double left = tensor.values[3 * row], right = tensor.values[3 * row + 1];
        const double count = tensor.values[3 * row + 2], middle = left / 2 + right / 2;
        histogram.min = row == 0 ? left : histogram.min;
        histogram.max = right;
        histogram.count += count;
        histogram.sum += count * middle;
        histogram.sumSquares += count * middle * middle;
        histogram.limits.push_back(right);
        histogram.counts.push_back(count);
    }
    return histogram;
}

}  // namespace isonet::telemetry
