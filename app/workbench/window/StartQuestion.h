// What to do with a run that is to start while this window trains another one: a modal dialog. GUI thread only.
#pragma once

#include <QString>

#include "app/workbench/session/RunStarter.h"

class QWidget;

namespace isonet::workbench {

StartChoice askHowToStart(QWidget* parent, const QString& name, const QString& running, bool canWait);

}  // namespace isonet::workbench
