// notes.json in a run directory: tags, note and colour that people gave a run. Any thread.
#pragma once

#include <QString>

#include "widgets/RunEntry.h"

namespace isonet::workbench {

inline constexpr const char* notesFile = "notes.json";

// Empty notes where there are none or they cannot be understood.
widgets::RunNotes readNotes(const QString& run);
// Atomically; empty notes remove the file. Throws telemetry::StorageError.
void writeNotes(const QString& run, const widgets::RunNotes& notes);

}  // namespace isonet::workbench
