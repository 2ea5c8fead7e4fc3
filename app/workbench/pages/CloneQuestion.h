// Which configuration a copy of a run starts from. GUI thread only.
#pragma once

#include <QString>
#include <optional>

#include "training/config/RunChanges.h"

class QWidget;

namespace isonet::workbench {

// The configuration that the run was started with, or the one with the changes made since then: asks in a modal dialog
// if there are any. Nothing: canceled.
std::optional<config::RunConfig> askWhichConfiguration(QWidget* parent, const QString& name,
                                                       const config::RunHistory& history);

}  // namespace isonet::workbench
