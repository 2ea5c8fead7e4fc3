// ||conv(K, K) - delta||^2 by explicit loops over the definition, for tests of everything that computes it faster.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace isonet::test {

// Sum over outputs m, n and shifts (dy, dx) that are multiples of the stride of (sum over c, y, x of
// K_mc(y, x) K_nc(y + dy, x + dx) - [m = n, no shift])^2. `kernel`: float64 (M, C, height, width), one group.
inline double squaredDistanceByLoops(const at::Tensor& kernel, std::int64_t stride) {
    const at::Tensor whole = kernel.contiguous();
    const auto a = whole.accessor<double, 4>();
    const std::int64_t height = whole.size(2), width = whole.size(3);
    double total = 0;
    for (std::int64_t m = 0; m < whole.size(0); ++m)
        for (std::int64_t n = 0; n < whole.size(0); ++n)
            for (std::int64_t dy = -(height - 1); dy < height; ++dy)
                for (std::int64_t dx = -(width - 1); dx < width; ++dx) {
                    if (dy % stride != 0 || dx % stride != 0)
                        continue;
                    double product = m == n && dy == 0 && dx == 0 ? -1.0 : 0.0;
                    for (std::int64_t c = 0; c < whole.size(1); ++c)
                        for (std::int64_t y = 0; y < height; ++y)
                            for (std::int64_t x = 0; x < width; ++x)
                                if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width)
                                    product += a[m][c][y][x] * a[n][c][y + dy][x + dx];
                    total += product * product;
                }
    return total;
}

}  // namespace isonet::test
