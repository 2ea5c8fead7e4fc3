// A run's state, progress, versions and device in words.
#pragma once

#include <string>

#include "training/report/Content.h"
#include "training/report/RecordedRun.h"

namespace isonet::report {

// "Finished: step 938 of 938, epoch 2 of 2, after 12 min 30 s."
std::string stateSentence(const RecordedRun& run);
// "R-ISONet-18 on fashion-mnist"; empty without a configuration.
std::string networkSentence(const RecordedRun& run);

// What the run says about itself, and what of it could not be read.
Section summarySection(const RecordedRun& run);
Section versionsSection(const RecordedRun& run);

}  // namespace isonet::report
