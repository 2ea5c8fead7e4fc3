// Renames the folder of a run. Its notes, color and checkpoints are in the folder and move with it; a queue that has
// the run as a row refers to it by the new name. Any thread.
#pragma once

#include <QString>

namespace isonet::workbench {

struct RenameResult {
    QString path;     // of the folder now
    QString problem;  // why it has its old name, with the remedy; empty: it has the new one
};

// A run that is trained, launched and not ended, or written by another program keeps its name. Asks SLURM or another
// machine about a launched run if its own files do not tell its state, which may take seconds.
RenameResult renameRun(const QString& run, const QString& name);

// Why `name` cannot be that of a folder next to the run; empty: it can.
QString nameProblem(const QString& name);

}  // namespace isonet::workbench
