// From the text of a sweep file to one row per run. Private to this room.
#pragma once

#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"
#include "training/sweeps/SweepFile.h"
#include "training/sweeps/SweepProblems.h"
#include "training/sweeps/SweepText.h"

namespace isonet::sweeps {

inline constexpr std::size_t kMostRows = 10000;

struct ExpandedRows {
    std::vector<SweepRow> rows;      // of all combinations, in order; only rows with an explicit id have one
    std::vector<std::string> notes;  // how schedules follow the epochs
};

// Errors are added to `problems`.
ExpandedRows expandRows(const SweepText& text, Schedules schedules, SweepProblems& problems);

}  // namespace isonet::sweeps
