// A 128-bit hash of an image's content, to find duplicates. Two chains of the SplitMix64 finalizer (CounterRandom.h)
// with different starts: each step is a bijection of its state, so different contents of one length differ unless both
// chains collide, which among n images has a probability of about n^2 / 2^129. Not meant against forged collisions.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace isonet::training {

class ContentHash {
public:
    void add(std::uint64_t value);
    void add(const std::uint8_t* bytes, std::size_t count);
    auto operator<=>(const ContentHash&) const = default;

private:
    std::uint64_t first_ = 0x243f6a8885a308d3ULL, second_ = 0x13198a2e03707344ULL;
};

}  // namespace isonet::training
