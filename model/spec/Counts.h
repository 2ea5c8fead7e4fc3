// Sums and products of counts, neither below 0, that stop at the largest value instead of overflowing. For networks
// that are refused, but are counted first.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>

namespace isonet::spec {

inline constexpr std::int64_t largestCount = std::numeric_limits<std::int64_t>::max();

constexpr std::int64_t countSum(std::int64_t a, std::int64_t b) {
    return a > largestCount - b ? largestCount : a + b;
}

constexpr std::int64_t countProduct(std::initializer_list<std::int64_t> factors) {
    std::int64_t product = 1;
    for (const std::int64_t factor : factors) {
        if (factor == 0)
            return 0;
        product = product > largestCount / factor ? largestCount : product * factor;
    }
    return product;
}

}  // namespace isonet::spec
