// Square planes of bytes, stored by columns in the files of SVHN, STL-10 and EMNIST.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace isonet::training {

// Swaps rows and columns of each plane of side x side bytes.
inline void transposePlanes(std::vector<std::uint8_t>& pixels, std::size_t side) {
    for (std::size_t plane = 0; plane + side * side <= pixels.size(); plane += side * side)
        for (std::size_t y = 0; y < side; ++y)
            for (std::size_t x = 0; x < y; ++x)
                std::swap(pixels[plane + y * side + x], pixels[plane + x * side + y]);
}

}  // namespace isonet::training
