// Validation of stem, stages, head and multipliers.
#pragma once

#include "model/spec/Findings.h"
#include "model/spec/ModelSpec.h"

namespace isonet::spec {

// "model.stages[1]" for stage number 2, "model.stem" for 0.
std::string partField(int number);

// Checks each value by itself. Fields are "model.stem.kernel", "model.stages[1].groups", "model.head.hidden", ...
void checkParts(const ModelSpec& spec, Findings& findings);

// Checks whether the layers fit together and onto the grid. Requires parts without problems and an image of accepted
// size.
void checkFit(const ModelSpec& spec, Findings& findings);

}  // namespace isonet::spec
