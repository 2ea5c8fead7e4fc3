// A binary mask as run lengths: the pixels column by column, top to bottom, as alternating counts of 0 and 1, beginning
// with 0. A mask of a 640 x 480 image takes some hundred bytes.
//
// Source: the COCO format (Lin et al., 2014) and its tools, whose sets, areas and overlaps these are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::coco {

struct Box {
    double x = 0, y = 0, width = 0, height = 0;  // pixels; the left upper corner
    double area() const { return width * height; }
    bool operator==(const Box&) const = default;
};

struct RunLength {
    int height = 0, width = 0;
    std::vector<std::uint32_t> counts;  // their sum is height * width
    bool operator==(const RunLength&) const = default;
};

std::int64_t area(const RunLength& mask);  // pixels set
Box boundingBox(const RunLength& mask);    // all 0 for an empty mask

// The union of masks of one size; an empty mask of size 0 for none. Throws std::invalid_argument where sizes differ.
RunLength merged(std::span<const RunLength> masks);

// pixels: height x width row by row, set where not 0.
RunLength encoded(const std::uint8_t* pixels, int height, int width);
void decode(const RunLength& mask, std::uint8_t* pixels);  // 0 and 1, row by row

// Overlap of every detection with every truth, detections x truths, row by row: |d & t| / |d | t|, and |d & t| / |d|
// where the truth is a crowd. Masks of different sizes give -1.
std::vector<double> overlaps(std::span<const RunLength* const> detections, std::span<const RunLength* const> truths,
                             std::span<const std::uint8_t> crowd);
std::vector<double> overlaps(std::span<const Box> detections, std::span<const Box> truths,
                             std::span<const std::uint8_t> crowd);

// COCO's compressed string: each count, from the third on less the one two before, in groups of five bits, the lowest
// first, with a bit that says whether another follows, plus 48.
std::string toText(const RunLength& mask);
// Throws std::invalid_argument: a character that cannot be, cut short, or counts that do not fill the size.
RunLength fromText(std::string_view text, int height, int width);
// Throws std::invalid_argument where the counts do not sum to the size.
void check(const RunLength& mask);

}  // namespace isonet::coco
