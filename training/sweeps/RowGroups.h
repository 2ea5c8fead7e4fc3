// Rows that repeat one experiment with other seeds, and the spread of their results.
#pragma once

#include <span>
#include <vector>

#include "training/sweeps/Queue.h"

namespace isonet::sweeps {

struct Spread {
    int runs = 0;
    double mean = 0;
    double deviation = 0;  // standard deviation of the sample (divided by runs - 1); 0 for one run
    double lowest = 0, highest = 0;
    bool operator==(const Spread&) const = default;
};

// All zero without values.
Spread spreadOf(std::span<const double> values);

// Groups of rows (indices, in order) whose label and configuration are equal except for run.seed and run.name. Every
// row is in one group; groups are in the order of their first rows.
std::vector<std::vector<std::size_t>> rowGroups(const Sweep& sweep);

// The values of a metric of the rows that finished, also of those below Sweep::failsBelow; not of those that diverged.
std::vector<double> finishedValues(const std::vector<RowResult>& results, std::span<const std::size_t> rows,
                                   std::size_t metric);

}  // namespace isonet::sweeps
