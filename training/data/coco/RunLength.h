// A run-length encoded binary mask: alternating counts of 0 and 1 in column-major order, starting with 0. A mask of a
// 640 x 480 image takes a few hundred bytes. RunLengthText.h has COCO's compressed string.
//
// Source: the COCO format (Lin et al., 2014) and its tools, which unions, areas and overlaps agree with.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace isonet::coco {

struct Box {
    double x = 0, y = 0, width = 0, height = 0;  // pixels; x, y: the top left corner
    double area() const { return width * height; }
    bool operator==(const Box&) const = default;
};

struct RunLength {
    int height = 0, width = 0;
    std::vector<std::uint32_t> counts;  // their sum is height * width
    bool operator==(const RunLength&) const = default;
};

std::int64_t area(const RunLength& mask);  // number of set pixels
Box boundingBox(const RunLength& mask);    // all 0 for an empty mask

// The union of masks of equal size; an empty mask of size 0 for none. Throws std::invalid_argument if sizes differ.
RunLength merged(std::span<const RunLength> masks);

// pixels: height x width, row-major, set if not 0.
RunLength encoded(const std::uint8_t* pixels, int height, int width);
void decode(const RunLength& mask, std::uint8_t* pixels);  // 0 and 1, row-major

// IoU of every detection d with every ground truth t, detections x truths, row-major: |d & t| / |d | t|, or |d & t| /
// |d| if t is a crowd. Masks of different sizes give -1.
std::vector<double> overlaps(std::span<const RunLength* const> detections, std::span<const RunLength* const> truths,
                             std::span<const std::uint8_t> crowd);
std::vector<double> overlaps(std::span<const Box> detections, std::span<const Box> truths,
                             std::span<const std::uint8_t> crowd);

// Throws std::invalid_argument if the counts do not sum to the size.
void check(const RunLength& mask);

}  // namespace isonet::coco
