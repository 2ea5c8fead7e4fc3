// Times two implementations of the same computation on the same machine, in one run.
#pragma once

#include <functional>
#include <ostream>
#include <string_view>

namespace isonet::benchmarks {

// Time of each side in seconds.
struct Comparison {
    double published = 0, ours = 0;
    double ratio() const { return published / ours; }  // above 1: ours is faster
};

// The fastest of several runs of each side. The sides alternate so that both see the same machine load. `prepare` runs
// before each side and is not timed. Repeats at least `repetitions` times, and until half a second is spent on
// `published` (at most 200 times).
Comparison compare(const std::function<void()>& published, const std::function<void()>& ours,
                   const std::function<void()>& prepare = {}, int repetitions = 3);

// Prints one line: label, both times in milliseconds, ratio, note.
void printComparison(std::ostream& out, std::string_view label, const Comparison& times, std::string_view note = {});

}  // namespace isonet::benchmarks
