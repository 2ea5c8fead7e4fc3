// Recorded values over steps, in bounded memory, and the points of them that are drawn.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace isonet::report {

struct Curve {
    std::vector<double> steps, values;  // rising steps; values may be NaN or infinite
};

// Replaces the value of a step that is there already. Beyond `most` points the curve is thinned.
void add(Curve& curve, double step, double value, std::size_t most);
// Keeps the first and last point, and of every four neighbors the smallest, the largest and one that is not finite.
void thin(Curve& curve);
// What was recorded at `step` and later is void.
void dropFrom(Curve& curve, double step);

struct Point {
    double x = 0, y = 0;
};

// The smallest or largest finite value, at the first step that has it.
std::optional<Point> lowest(const Curve& curve);
std::optional<Point> highest(const Curve& curve);

// A curve as drawn: all points, or of `intervals` of the steps the first, last, smallest and largest each, so that at
// most four times as many are left.
struct DrawnCurve {
    std::vector<std::vector<Point>> lines;  // broken where a value is not finite
    std::vector<Point> notFinite;           // one per interval; y is the value
    std::size_t notFiniteCount = 0;         // recorded
};
inline constexpr std::size_t drawnIntervals = 500;
DrawnCurve drawn(const Curve& curve, std::size_t intervals = drawnIntervals);

}  // namespace isonet::report
