// From the text of a sweep file to one row per run. Private to this room.
#pragma once

#include <vector>

#include "training/sweeps/Sweep.h"
#include "training/sweeps/SweepProblems.h"
#include "training/sweeps/SweepText.h"

namespace isonet::sweeps {

inline constexpr std::size_t kMostRows = 10000;

// The rows of all combinations, in order. Only rows with an explicit id have one. Errors are added to `problems`.
std::vector<SweepRow> expandRows(const SweepText& text, SweepProblems& problems);

}  // namespace isonet::sweeps
