// Reads one run directory incrementally: each call returns what is new since the last one. Any thread, one at a time.
#pragma once

#include <QString>
#include <filesystem>
#include <optional>
#include <vector>

#include "training/config/RunChanges.h"
#include "training/telemetry/EventReader.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

struct RunUpdate {
    QString path;
    std::optional<config::RunHistory> history;   // the configuration, in the first update and when it changed
    std::optional<telemetry::RunStatus> status;  // when it changed
    std::vector<telemetry::EventReader::Batch> batches;
    QString problem;         // what cannot be read and the remedy; empty: none
    QString noConfig;        // why there is no configuration; empty: there is one
    bool foreign = false;    // written by another program: event files only
    bool inUse = false;      // a running process holds the lock
    bool inQueue = false;    // a row of a queue
    bool hasLatest = false;  // checkpoints/latest.pt is there
    bool atEnd = false;      // everything on disk has been returned
};

class RunReader {
public:
    explicit RunReader(const QString& path);
    // Reads about `bytes` of event files. The default holds what the GUI thread handles within a few milliseconds.
    RunUpdate readNew(std::size_t bytes = 1u << 20);
    bool live() const;  // preparing, running or paused

private:
    void readStatusAndConfig(RunUpdate& update);
    void readConfig(RunUpdate& update);
    void readForeignStatus(RunUpdate& update);

    std::filesystem::path path_;
    QString name_;
    telemetry::EventReader reader_;
    std::optional<telemetry::RunStatus> status_;
    std::optional<std::filesystem::file_time_type> configTime_;
    std::filesystem::file_time_type changesTime_;  // of changes.yaml; min(): none
    QString noConfig_;
    std::optional<bool> inQueue_;
    double begun_ = 0;  // foreign run: wall time of the first record
};

}  // namespace isonet::workbench
