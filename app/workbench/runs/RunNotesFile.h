// notes.json in a run directory: the tags, note and color a user gave the run. Any thread.
#pragma once

#include <QString>

#include "widgets/runs/RunEntry.h"

namespace isonet::workbench {

inline constexpr const char* notesFile = "notes.json";

// Empty notes if there is no file or it cannot be parsed.
widgets::RunNotes readNotes(const QString& run);
// Atomic; empty notes remove the file. Throws telemetry::StorageError.
void writeNotes(const QString& run, const widgets::RunNotes& notes);

}  // namespace isonet::workbench
