// Reads inputs in another process and watches it, so that a crash, a hang or too much memory ends only one input.
#pragma once

#include <vector>

#include "tests/fuzz/Outcome.h"
#include "tests/fuzz/Target.h"

namespace isonet::fuzz {

// Inputs first to first + count - 1 of a run with this seed. Reports of crashed processes go to stderr.
std::vector<Result> readAndWatch(const Target& target, std::uint64_t seed, std::int64_t first, std::int64_t count);

}  // namespace isonet::fuzz
