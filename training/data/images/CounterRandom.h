// Counter-based random numbers for data: independent of thread, standard library and order of use.
// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), the SplitMix64 finalizer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace isonet::training {

// Independent streams of one seed: the order of an epoch, the augmentation of its images, and the replacement of images
// that cannot be decoded (3 is mixup's).
inline constexpr std::uint64_t orderStream = 1;
inline constexpr std::uint64_t augmentationStream = 2;
inline constexpr std::uint64_t replacementStream = 4;

// Mixes the bits of one number.
constexpr std::uint64_t mixBits(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// One number from several (seed, epoch, index, ...); their order matters.
constexpr std::uint64_t mixKeys(std::initializer_list<std::uint64_t> keys) {
    std::uint64_t state = 0x243f6a8885a308d3ULL;
    for (const std::uint64_t key : keys)
        state = mixBits(state ^ mixBits(key));
    return state;
}

// A short stream of numbers from one seed.
class RandomStream {
public:
    explicit constexpr RandomStream(std::uint64_t seed) : state_(seed) {}
    constexpr std::uint64_t next() { return mixBits(state_++); }
    // Uniform in [0, bound), bound >= 1 (Lemire's multiply-shift; its bias is below bound / 2^64).
    constexpr std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
    }

    // Uniform in [0, 1), in steps of 2^-53.
    constexpr double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    std::uint64_t state_;
};

// Fisher-Yates shuffle.
template <typename T>
void shuffle(std::vector<T>& values, std::uint64_t seed) {
    RandomStream random(seed);
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

}  // namespace isonet::training
