// Runs into the desktop's wastebasket. Any thread.
#pragma once

#include <QStringList>

namespace isonet::workbench {

struct Trashed {
    QStringList gone;
    QString problem;  // what could not be moved, why and what to do, a line each; empty: all went
};

// One that is being trained stays.
Trashed moveToWastebasket(const QStringList& runs);

}  // namespace isonet::workbench
