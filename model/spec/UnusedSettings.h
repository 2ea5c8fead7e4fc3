// Settings that a specification gives although they change nothing: a warning, not an error.
#pragma once

#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::spec {

// One entry for each, such as "bottleneck_ratio is 2 but has no effect: a basic block has no inner channels; remove
// it". Fields as in validate(). Requires a specification without problems. A value at its default, and one that equals
// what applies without it, is not reported.
std::vector<Problem> unusedSettings(const ModelSpec& spec);

}  // namespace isonet::spec
