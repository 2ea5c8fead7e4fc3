// Packaged sweeps that compare methods (resources/sweeps), compiled into the program in addition to the paper's tables:
// constraints, optimizers, depths, offsets.
#pragma once

#include <string_view>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::sweeps {

const std::vector<Sweep>& comparisons();
// Null if there is none of that name.
const Sweep* findComparison(std::string_view name);
// A table of the paper or a comparison by its name; null if there is neither.
const Sweep* findPackaged(std::string_view name);

}  // namespace isonet::sweeps
