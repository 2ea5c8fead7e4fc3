// Changes the rows of a queue while it may be running: each reads experiment.yaml, changes it and replaces it, one
// process at a time. Schedulers read it again at every step.
#pragma once

#include <filesystem>
#include <string>

#include "training/sweeps/Queue.h"

namespace isonet::scheduler {

// By id, or by a label that only one row has. Throws std::invalid_argument that names the rows.
std::size_t findRow(const sweeps::Sweep& sweep, const std::string& name);

// At the end; sets the row's id, which no row and no folder of the queue has yet, and returns it.
std::string addRow(const std::filesystem::path& queue, sweeps::SweepRow row);
// `position` counts from 1. Throws std::invalid_argument.
void moveRow(const std::filesystem::path& queue, const std::string& name, int position);
// Its run stays in the folder. The caller makes sure that nothing trains it. Throws std::invalid_argument.
void removeRow(const std::filesystem::path& queue, const std::string& name);

// Gives a row another id and its run's folder the same name, with its priority and failures. Only while nothing runs a
// row of the queue. Throws telemetry::StorageError or std::invalid_argument, which say why; nothing has changed then.
void renameRow(const std::filesystem::path& queue, const std::string& id, const std::string& newId);

}  // namespace isonet::scheduler
