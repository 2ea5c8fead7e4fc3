// Reads inputs of one target in this process.
#pragma once

#include "tests/fuzz/Outcome.h"
#include "tests/fuzz/Target.h"

namespace isonet::fuzz {

// Input `index` of a run: first the samples as they are, then changed ones. A function of target, seed and index.
class Inputs {
public:
    Inputs(const Target& target, std::uint64_t seed) : target_(target), seed_(seed), samples_(target.samples()) {}
    Bytes input(std::int64_t index) const;
    bool isSample(std::int64_t index) const { return index < static_cast<std::int64_t>(samples_.size()); }

private:
    const Target& target_;
    const std::uint64_t seed_;
    const std::vector<Bytes> samples_;
};

// Writes the input to a file, reads it and records what happened. Exceptions do not leave this function.
void readInput(const Target& target, const Inputs& inputs, std::int64_t index, Result& result);

double residentBytes(int process);  // 0 if the process is gone

}  // namespace isonet::fuzz
