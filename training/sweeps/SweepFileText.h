// A sweep file as YAML, with its combinations, samples and conditions. Format: SweepYaml.h.
#pragma once

#include <string>

#include "training/sweeps/SweepFile.h"

namespace isonet::sweeps {

// Reads back (parseSweepFile) as a file with the same rows. A base that is not a preset is written out.
std::string toYaml(const SweepFile& file);

// A whole configuration as sections, indented by two spaces; for the key `base`.
std::string baseYaml(const config::RunConfig& config);

}  // namespace isonet::sweeps
