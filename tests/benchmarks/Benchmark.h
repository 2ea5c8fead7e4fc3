// Speed measurements that `isonet bench` lists and runs: each times both sides in one run and prints the ratio.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::benchmarks {

struct Benchmark {
    std::string name;                        // "srelu"
    std::string description;                 // one line
    std::function<void(std::ostream&)> run;  // null where it cannot do without a folder
    // On a folder of one's own images; null where that means nothing.
    std::function<void(std::ostream&, const std::string& folder)> runOn = nullptr;
};

const std::vector<Benchmark>& benchmarks();
// nullptr where there is none of that name.
const Benchmark* find(std::string_view name);

// Seconds of the fastest of several runs, the two sides taking turns so that both meet the same machine. `prepare`
// is not timed. Runs at least `repetitions` times and until about half a second is spent on the slower side.
struct Duel {
    double published = 0, ours = 0;
    double ratio() const { return published / ours; }
};
Duel duel(const std::function<void()>& published, const std::function<void()>& ours,
          const std::function<void()>& prepare = {}, int repetitions = 3);

// One line: label, both times in milliseconds, ratio.
void printDuel(std::ostream& out, std::string_view label, const Duel& duel, std::string_view note = {});

}  // namespace isonet::benchmarks
