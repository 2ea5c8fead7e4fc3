// Mean and deviation of the pixels of many images, with whole numbers: the result depends neither on the order of the
// images nor on the number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace isonet::training {

// Of values from 0 to 1, over all pixels of all images: a large image counts as often as it has pixels. The deviation
// is that of the population: sqrt(E[x^2] - E[x]^2).
struct PixelStatistics {
    std::vector<double> mean, deviation;  // red, green, blue; empty without pixels
    double grayMean = 0, grayDeviation = 0;
};

// Up to 2^48 pixels.
class PixelSums {
public:
    // `count` pixels; `step` bytes lie between two pixels of a channel. Returns whether all are gray: red = green =
    // blue.
    bool add(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue, std::ptrdiff_t step,
             std::size_t count);
    void add(const PixelSums& other);
    PixelStatistics statistics() const;

private:
    // Red, green, blue, and the gray value 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), rounded to a byte.
    std::array<std::uint64_t, 4> sums_{}, squares_{};
    std::uint64_t pixels_ = 0;
};

}  // namespace isonet::training
