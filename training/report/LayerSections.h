// What was measured layer by layer in a run: deviation over time, the last spectra and distributions of b, and a table.
#pragma once

#include <vector>

#include "training/report/Content.h"
#include "training/report/RecordedRun.h"

namespace isonet::report {

std::vector<Section> layerSections(const RecordedRun& run);

}  // namespace isonet::report
