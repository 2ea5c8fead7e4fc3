// Moves run directories to the desktop's trash. Any thread.
#pragma once

#include <QStringList>

namespace isonet::workbench {

struct TrashResult {
    QStringList gone;
    QString problem;  // one line per run that could not be moved, with the remedy; empty: none
};

// Runs in use are not moved.
TrashResult trashRuns(const QStringList& runs);

}  // namespace isonet::workbench
