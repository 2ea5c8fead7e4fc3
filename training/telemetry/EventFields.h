// Field numbers of TensorFlow's event.proto, summary.proto, histogram.proto and tensor.proto that are used.
#pragma once

#include <cstdint>

namespace isonet::telemetry::fields {

namespace event {
inline constexpr std::uint32_t wallTime = 1, step = 2, fileVersion = 3, summary = 5, sessionLog = 7;
}
namespace session {
inline constexpr std::uint32_t status = 1;
inline constexpr std::int32_t start = 1;
}  // namespace session
namespace summary {
inline constexpr std::uint32_t value = 1;
}
namespace value {
inline constexpr std::uint32_t tag = 1, simpleValue = 2, histogram = 5, tensor = 8, metadata = 9;
}
namespace metadata {
inline constexpr std::uint32_t pluginData = 1, dataClass = 4;
inline constexpr std::uint32_t pluginName = 1;  // of pluginData
inline constexpr std::int32_t scalarClass = 1;
}  // namespace metadata
namespace histogram {
inline constexpr std::uint32_t min = 1, max = 2, count = 3, sum = 4, sumSquares = 5, limits = 6, counts = 7;
}
namespace tensor {
inline constexpr std::uint32_t dtype = 1, shape = 2, content = 4, floats = 5, doubles = 6, ints = 7, longs = 10;
inline constexpr std::uint32_t dimension = 2;  // of shape
inline constexpr std::uint32_t size = 1;       // of dimension
inline constexpr std::int32_t typeFloat = 1, typeDouble = 2, typeInt32 = 3, typeInt64 = 9;
}  // namespace tensor

}  // namespace isonet::telemetry::fields
