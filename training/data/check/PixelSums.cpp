#include "training/data/check/PixelSums.h"

#include <algorithm>
#include <cmath>

namespace isonet::training {
namespace {

// Squares of so many bytes add up to less than 2^32.
constexpr std::size_t mostInOneSum = 65535;

}  // namespace

bool PixelSums::add(const std::uint8_t* red, const std::uint8_t* green, const std::uint8_t* blue, std::ptrdiff_t step,
                    std::size_t count) {
    std::uint32_t colored = 0;
    pixels_ += count;
    while (count > 0) {
        const std::size_t now = std::min(count, mostInOneSum);
        std::array<std::uint32_t, 4> sums{}, squares{};
        for (std::size_t i = 0; i < now; ++i) {
            const auto at = static_cast<std::ptrdiff_t>(i) * step;
            const std::uint32_t r = red[at], g = green[at], b = blue[at];
            const std::uint32_t gray = (299 * r + 587 * g + 114 * b + 500) / 1000;
            colored |= (r ^ g) | (g ^ b);
            sums[0] += r;
            sums[1] += g;
            sums[2] += b;
            sums[3] += gray;
            squares[0] += r * r;
            squares[1] += g * g;
            squares[2] += b * b;
            squares[3] += gray * gray;
        }
        for (std::size_t k = 0; k < sums.size(); ++k) {
            sums_[k] += sums[k];
            squares_[k] += squares[k];
        }
        const auto passed = static_cast<std::ptrdiff_t>(now) * step;
        red += passed;
        green += passed;
        blue += passed;
        count -= now;
    }
    return colored == 0;
}

void PixelSums::add(const PixelSums& other) {
    for (std::size_t k = 0; k < sums_.size(); ++k) {
        sums_[k] += other.sums_[k];
        squares_[k] += other.squares_[k];
    }
    pixels_ += other.pixels_;
}

PixelStatistics PixelSums::statistics() const {
    PixelStatistics found;
    if (pixels_ == 0)
        return found;
    const auto pixels = static_cast<long double>(pixels_);
    for (std::size_t k = 0; k < sums_.size(); ++k) {
        const long double mean = static_cast<long double>(sums_[k]) / pixels;
        const long double variance = static_cast<long double>(squares_[k]) / pixels - mean * mean;
        const auto average = static_cast<double>(mean / 255);
        const auto deviation = static_cast<double>(std::sqrt(std::max(variance, 0.0L)) / 255);
        if (k < 3) {
            found.mean.push_back(average);
            found.deviation.push_back(deviation);
        } else {
            found.grayMean = average;
            found.grayDeviation = deviation;
        }
    }
    return found;
}

}  // namespace isonet::training
