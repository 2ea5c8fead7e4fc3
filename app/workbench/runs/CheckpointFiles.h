// The checkpoints that runs have stored. Reads the disk and may take long: call it off the GUI thread (BackgroundRead).
#pragma once

#include <QStringList>

namespace isonet::workbench {

// Paths of a run's checkpoints: the latest, the best, then by name with numbers in order.
QStringList checkpointFiles(const QString& run);
// The runs in these folders that have a folder of checkpoints, the one with the newest checkpoint first.
QStringList runsWithCheckpoints(const QStringList& folders);
// k of a file named "epoch-k.pt"; -1 for others. Any thread: does not read the disk.
int epochOf(const QString& file);

}  // namespace isonet::workbench
