// Random values of a sweep's keys. Private to the reader (SweepRows.cpp).
#pragma once

#include <cstdint>
#include <string>

#include "training/sweeps/SweepText.h"

namespace isonet::sweeps {

// The value of sample `index` (from 0) of a key, as in `--set`. It depends on the seed, the key and the index only: not
// on the platform, on the other keys, or on how many samples are drawn, so a longer sweep continues a shorter one.
// Numbers that are not integers have four significant digits.
//   choose:      each of the listed values is equally likely
//   uniform:     from lowest to highest; integers include both ends
//   log_uniform: the logarithm is uniform; 0 < lowest
std::string sampledValue(const SampledKey& key, std::uint64_t seed, int index);

}  // namespace isonet::sweeps
