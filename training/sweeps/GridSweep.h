// A sweep over the combinations of some keys' values, made without a file.
#pragma once

#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::sweeps {

// A key and its values, as in `--set`.
struct Variation {
    std::string key;
    std::vector<std::string> values;
};

// `base` with each combination of the values; the last key varies fastest. Throws config::ConfigError: invalid key or
// value, too many rows.
Sweep makeSweep(const std::string& name, const config::RunConfig& base, const std::vector<Variation>& vary);

}  // namespace isonet::sweeps
