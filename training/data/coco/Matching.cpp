#include "training/data/coco/Matching.h"

#include <algorithm>
#include <numeric>

namespace isonet::coco {
namespace {

struct Range {
    double least, most;
    bool outside(double area) const { return area < least || area > most; }
};
constexpr double small = 32.0 * 32, large = 96.0 * 96, unlimited = 1e5 * 1e5;
constexpr std::array<Range, areaCount> ranges{{{0, unlimited}, {0, small}, {small, large}, {large, unlimited}}};

}  // namespace

// Computed like NumPy's linspace(.5, .95, 10): IoUs are compared to the last bit.
const std::array<double, thresholdCount>& overlapThresholds() {
    static const auto all = [] {
        std::array<double, thresholdCount> values{};
        const double step = (0.95 - .5) / (thresholdCount - 1);
        for (int i = 0; i < thresholdCount; ++i)
            values[static_cast<std::size_t>(i)] = i * step + .5;
        values.back() = 0.95;
        return values;
    }();
    return all;
}

Match match(const MatchInput& input, int areaRange) {
    const Range range = ranges.at(static_cast<std::size_t>(areaRange));
    const std::size_t objects = input.objectAreas.size(), detections = input.detectionAreas.size();
    std::vector<std::size_t> order(objects);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto ignored = [&](std::size_t object) {
        return input.crowd[object] != 0 || range.outside(input.objectAreas[object]);
    };
    const auto counting = std::stable_partition(order.begin(), order.end(), [&](auto i) { return !ignored(i); });
    Match result;
    result.objects = counting - order.begin();
    result.hit.resize(detections);
    result.ignored.resize(detections);
    for (std::size_t t = 0; t < thresholdCount; ++t) {
        std::vector<bool> taken(objects);
        for (std::size_t d = 0; d < detections; ++d) {
            double best = std::min(overlapThresholds()[t], 1 - 1e-10);
            std::int64_t chosen = -1;  // index in `order`: objects that count come first
            for (std::int64_t i = 0; i < static_cast<std::int64_t>(objects); ++i) {
                const std::size_t object = order[static_cast<std::size_t>(i)];
                if (taken[object] && input.crowd[object] == 0)
                    continue;
                if (chosen >= 0 && chosen < result.objects && i >= result.objects)
                    break;
                const double overlap = input.overlaps[d * objects + object];
                if (overlap < best)
                    continue;
                best = overlap;
                chosen = i;
            }
            if (chosen < 0)
                continue;
            const std::size_t object = order[static_cast<std::size_t>(chosen)];
            taken[object] = true;
            result.ignored[d][t] = chosen >= result.objects;
            // The tools store the matched object's id, so a match with id 0 does not count.
            result.hit[d][t] = input.objectIds[object] != 0;
        }
        for (std::size_t d = 0; d < detections; ++d)
            if (!result.hit[d][t] && range.outside(input.detectionAreas[d]))
                result.ignored[d][t] = true;
    }
    return result;
}

}  // namespace isonet::coco
