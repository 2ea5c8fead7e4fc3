// The options of `isonet bench soak`.
#pragma once

#include <filesystem>
#include <functional>

namespace isonet::benchmarks {

struct SoakOptions {
    double minutes = 10;  // no round starts later than this
    int seed = 1;         // a round is drawn from the seed and its number only
    int firstRound = 1;
    int rounds = 0;  // at most; 0: as many as fit
    bool json = false;
    // For tests: without the rounds that start programs, and a function that damages a run before it is checked.
    bool processes = true;
    std::function<void(const std::filesystem::path& run)> damage = nullptr;
};

}  // namespace isonet::benchmarks
