// Questions about runs, each in a modal dialog. GUI thread only.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "app/workbench/session/RunResumer.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"

class QWidget;

namespace isonet::workbench {

// How to resume a run that diverged: from its last checkpoint, whose weights are still finite, with a smaller learning
// rate. Returns the configuration with the new learning rate; nothing: canceled.
std::optional<config::RunConfig> askHowToResume(QWidget* parent, const QString& name, const config::RunConfig& config,
                                                const telemetry::RunStatus& status);

// From which of its checkpoints to resume the run in folder `run`: a name as in ResumePoint.h; nothing: canceled.
std::optional<QString> askWhereToResume(QWidget* parent, const QString& run,
                                        const std::vector<RunResumer::Checkpoint>& checkpoints);

// Whether to close the window although `name`, which was asked to stop, has not stopped. Rejected by the window when
// the run ends; the question's object name is "abandonQuestion".
bool askToAbandon(QWidget* parent, const QString& name);

}  // namespace isonet::workbench
