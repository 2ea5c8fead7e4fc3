// Tables of final and best values.
#pragma once

#include <vector>

#include "training/report/Content.h"
#include "training/report/RecordedRun.h"

namespace isonet::report {

// Last and best value of every quantity of a run, with their steps. Scalars of other programs follow under their tags.
Section resultsSection(const RecordedRun& run);

// The same for several runs: a row per quantity, "last (best)" by run.
Section comparedResults(const std::vector<RecordedRun>& runs);

std::string valueText(double value);  // "0.693147", "NaN", "∞"

}  // namespace isonet::report
