// Matches the detections of one category in one image to objects. Private to Evaluation.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

namespace isonet::coco {

inline constexpr int thresholdCount = 10;
inline constexpr int areaCount = 4;  // all, small, medium, large
inline constexpr std::size_t mostDetections = 100;
using Thresholds = std::bitset<thresholdCount>;

const std::array<double, thresholdCount>& overlapThresholds();

// Detections by descending score, ties in the given order; at most 100 per image and category.
struct MatchInput {
    std::span<const double> detectionAreas, objectAreas;
    std::span<const std::uint8_t> crowd;
    std::span<const std::int64_t> objectIds;
    std::span<const double> overlaps;  // detections x objects
};

struct Match {
    std::vector<Thresholds> hit, ignored;  // per detection, by threshold
    std::int64_t objects = 0;              // not ignored
};
Match match(const MatchInput& input, int areaRange);

}  // namespace isonet::coco
