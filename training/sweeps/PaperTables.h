// The paper's tables (resources/sweeps/table*.yaml), compiled into the program.
#pragma once

#include <string_view>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::sweeps {

// "table1" to "table7".
const std::vector<Sweep>& paperTables();
// Null if there is no such table.
const Sweep* findPaperTable(std::string_view name);

}  // namespace isonet::sweeps
