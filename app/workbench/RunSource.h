// What is known of one run directory between two looks, and what is new at the next. Any thread, one at a time.
#pragma once

#include <QString>
#include <filesystem>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/EventFile.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

struct RunUpdate {
    QString path;
    std::optional<config::RunConfig> config;     // with the first update, and when the run's has changed
    std::optional<telemetry::RunStatus> status;  // when it changed
    std::vector<telemetry::EventReader::Batch> batches;
    QString problem;       // what cannot be read and what to do; empty: nothing
    QString noConfig;      // why the run has no configuration; empty: it has one
    bool foreign = false;  // event files of another program
    bool inUse = false;    // a live process holds the run
    bool atEnd = false;    // all that is on the disk has been sent
};

class RunSource {
public:
    explicit RunSource(const QString& path);
    // Reads about so many bytes of event files: as many records as the GUI thread takes in within some milliseconds.
    RunUpdate look(std::size_t bytes = 1u << 20);
    bool live() const;

private:
    void readFacts(RunUpdate& update);
    void readConfig(RunUpdate& update);
    void readForeignFacts(RunUpdate& update);

    std::filesystem::path path_;
    QString name_;
    telemetry::EventReader reader_;
    std::optional<telemetry::RunStatus> status_;
    std::optional<std::filesystem::file_time_type> configTime_;
    QString noConfig_;
    double begun_ = 0;  // of another program's run: the wall time of its first record
};

}  // namespace isonet::workbench
