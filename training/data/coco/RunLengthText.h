// COCO's compressed string of a run-length mask: each count, from the third on minus the count two before, in groups of
// five bits, lowest first, each with a continuation bit, plus 48.
#pragma once

#include <string>
#include <string_view>

#include "training/data/coco/RunLength.h"

namespace isonet::coco {

std::string toText(const RunLength& mask);
// Throws std::invalid_argument: invalid character, truncated string, or counts that do not sum to the size.
RunLength fromText(std::string_view text, int height, int width);

}  // namespace isonet::coco
