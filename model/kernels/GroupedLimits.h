// What a block of the CUDA loop of GroupedPenalty.h holds. Shared with the main program, which cannot call the plug-in.
#pragma once

#include <algorithm>
#include <cstdint>

namespace isonet::model {

struct GroupedLimits {
    // Bytes of shared memory, which may take 48 KiB, and kernels of a block.
    static constexpr std::int64_t numberBytes = 16384, productBytes = 24576, mostTogether = 64;

    // Kernels (n, d, height, width) that fit together, of numbers of the given size; 0 if none does. A kernel has n^2
    // products for each of its shifts, of opposite ones only one.
    static constexpr std::int64_t together(std::int64_t bytes, std::int64_t n, std::int64_t d, std::int64_t height,
                                           std::int64_t width, std::int64_t stride) {
        constexpr std::int64_t most = 4096;  // of each size: more does not fit, and the products below stay small
        if (n > most || d > most || height > most || width > most)
            return 0;
        const std::int64_t reach = (width - 1) / stride;
        const std::int64_t shifts = (height - 1) / stride * (2 * reach + 1) + reach + 1;
        return std::min(
            {numberBytes / bytes / (n * d * height * width), productBytes / bytes / (n * n * shifts), mostTogether});
    }
};

}  // namespace isonet::model
