// The messages when training in this window has ended, and when the program finds at its start that it ended
// unexpectedly. GUI thread only.
#pragma once

#include <QString>
#include <functional>
#include <optional>

#include "app/workbench/jobs/TrainingOutcome.h"
#include "training/config/RunConfig.h"

namespace isonet::workbench {

class Notices;
class BackgroundRead;

struct EndedTraining {
    TrainingOutcome outcome;
    QString name;                // of the run
    bool newExperiment = false;  // it was the start of a new run that failed, not one that was resumed
    config::RunConfig config;    // it was trained with
};

// `edit`: opens a configuration in the form, for a smaller batch after the device ran out of memory.
void reportEnd(Notices& notices, const EndedTraining& ended, std::function<void(const config::RunConfig&)> edit);

// The run in folder `path` was being trained when the program last ended: if nothing trains it and it can be resumed,
// says so. `resume`: the user wants to resume it. Reads with `reading`, whose disk may not answer.
void reportUnexpectedEnd(BackgroundRead& reading, Notices& notices, const QString& path, std::function<void()> resume);

}  // namespace isonet::workbench
