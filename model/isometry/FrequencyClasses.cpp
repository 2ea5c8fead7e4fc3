#include "model/isometry/FrequencyClasses.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace isonet::model {
namespace {

std::int64_t modulo(std::int64_t i, std::int64_t size) {
    return (i % size + size) % size;
}

// Whole combinations of (y, x) and (0, z).
struct Lattice {
    std::int64_t y = 0, x = 0, z = 0;

    void add(std::int64_t dy, std::int64_t dx) {
        while (dy != 0) {  // Euclid's algorithm on the rows
            const std::int64_t times = y / dy;
            y = std::exchange(dy, y - times * dy);
            x = std::exchange(dx, x - times * dx);
        }
        z = std::gcd(z, dx);
    }
};

}  // namespace

FrequencyClasses frequencyClasses(std::int64_t height, std::int64_t width,
                                  const std::vector<std::pair<std::int64_t, std::int64_t>>& taps) {
    Lattice lattice;
    for (const auto& [y, x] : taps)
        lattice.add(y - taps.front().first, x - taps.front().second);
    const std::int64_t rows = modulo(lattice.y, height), columns = modulo(lattice.x, width),
                       others = modulo(lattice.z, width), cells = height * width;
    FrequencyClasses classes;
    classes.classOf.resize(static_cast<std::size_t>(cells));
    std::unordered_map<std::int64_t, std::int64_t> known;  // by f . v of both vectors, in units of 1 / cells
    for (const bool real : {false, true})
        for (std::int64_t y = 0; y < height; ++y)
            for (std::int64_t x = 0; x < width; ++x) {
                const std::int64_t first = (y * rows * width + x * columns * height) % cells;
                const std::int64_t second = x * others * height % cells;
                const std::int64_t own = first * cells + second;
                const std::int64_t mirrored = (cells - first) % cells * cells + (cells - second) % cells;
                if ((own == mirrored) != real)
                    continue;
                const auto [at, fresh] =
                    known.try_emplace(std::min(own, mirrored), static_cast<std::int64_t>(classes.y.size()));
                classes.classOf[static_cast<std::size_t>(y * width + x)] = at->second;
                if (!fresh)
                    continue;
                classes.y.push_back(static_cast<double>(y) / static_cast<double>(height));
                classes.x.push_back(static_cast<double>(x) / static_cast<double>(width));
                classes.real += real;
            }
    return classes;
}

}  // namespace isonet::model
