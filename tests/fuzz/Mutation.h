// Changes to an input, reproducible from a seed: flipped bits, special numbers in every width and byte order, cuts,
// repetitions, words of the format, and parts of other inputs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/fuzz/Target.h"

namespace isonet::fuzz {

// One to eight changes to one of `samples`; at most 4 MiB long.
Bytes mutated(const std::vector<Bytes>& samples, const std::vector<std::string>& words, std::uint64_t seed);

}  // namespace isonet::fuzz
