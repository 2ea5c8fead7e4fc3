// What to do with a run that diverged: go on from its last checkpoint, whose weights are still finite, with a smaller
// learning rate. GUI thread only.
#pragma once

#include <QString>
#include <optional>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"

class QWidget;

namespace isonet::workbench {

// Asks; nothing: the person thought better of it. Otherwise the run's configuration with the new rate.
std::optional<config::RunConfig> askHowToGoOn(QWidget* parent, const QString& name, const config::RunConfig& config,
                                              const telemetry::RunStatus& status);

}  // namespace isonet::workbench
