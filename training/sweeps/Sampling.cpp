#include "training/sweeps/Sampling.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/base/NumberText.h"

namespace isonet::sweeps {
namespace {

// Finalizer of SplitMix64 (Steele et al., 2014): every bit of the result depends on every bit of the argument.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

// FNV-1a.
std::uint64_t hashOf(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return hash;
}

// In [0, 1).
double uniform(const std::string& key, std::uint64_t seed, int index) {
    const std::uint64_t bits = mixed(mixed(mixed(seed) ^ hashOf(key)) + static_cast<std::uint64_t>(index));
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

// To four significant digits.
double rounded(double value) {
    const std::string text = base::significant(value);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

double between(const SampledKey& key, double u) {
    // An integer n stands for the interval [n, n + 1).
    const double lowest = key.lowest, highest = key.highest + (key.integer ? 1 : 0);
    const double value = key.distribution == Distribution::Uniform
                             ? lowest + u * (highest - lowest)
                             : std::exp(std::log(lowest) + u * (std::log(highest) - std::log(lowest)));
    return std::clamp(key.integer ? std::floor(value) : rounded(value), key.lowest, key.highest);
}

}  // namespace

std::string sampledValue(const SampledKey& key, std::uint64_t seed, int index) {
    const double u = uniform(key.key, seed, index);
    if (key.distribution == Distribution::Choice)
        return key.choices[static_cast<std::size_t>(u * static_cast<double>(key.choices.size()))];
    const double value = between(key, u);
    return key.integer ? std::to_string(static_cast<std::int64_t>(value)) : base::numberText(value);
}

}  // namespace isonet::sweeps
