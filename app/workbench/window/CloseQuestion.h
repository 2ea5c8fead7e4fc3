// What happens to running runs when the window is closed: a modal dialog. GUI thread only.
#pragma once

#include <QString>
#include <QStringList>

#include "app/workbench/window/CloseHandler.h"

class QWidget;

namespace isonet::workbench {

struct RunningAtClose {
    QString here;         // what this window trains; empty: nothing
    QStringList outside;  // runs that it has started as processes or jobs
    bool canDetach = false;
};

CloseChoice askHowToClose(QWidget* parent, const RunningAtClose& running);

}  // namespace isonet::workbench
