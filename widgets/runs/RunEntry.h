// A run as shown in the table of runs: the contents of its folder and the notes of the user. Plain values.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunChanges.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

// Notes of the user about a run, stored in its folder.
struct RunNotes {
    QStringList tags;
    QString note;
    int color = -1;  // of PlotColors::series; -1: by the order of comparison
    bool operator==(const RunNotes&) const = default;
    bool isEmpty() const { return tags.isEmpty() && note.isEmpty() && color < 0; }
};

struct RunEntry {
    QString path, name, folder;  // folder: the runs folder that contains it
    telemetry::RunStatus status;
    std::optional<config::RunConfig> config;  // as started
    // config::flatten; empty without a configuration. Copies share it: thousands of runs are copied with each update.
    QList<std::pair<std::string, std::string>> settings;
    std::vector<config::RunChange> changes;       // of the configuration since then
    std::vector<config::ChangedKey> changedKeys;  // the same by key
    std::map<std::string, double> last;           // last scalars of a run without a status file
    bool hasCheckpoint = false;
    bool isForeign = false;  // event files of another program
    RunNotes notes;
};

}  // namespace isonet::widgets
