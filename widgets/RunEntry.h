// One run as the table of runs shows it: what its folder says, and what people wrote about it. Plain values.
#pragma once

#include <QString>
#include <QStringList>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

// People's words about a run, kept in its folder beside what was measured.
struct RunNotes {
    QStringList tags;
    QString note;
    int colour = -1;  // of PlotColours::series; -1: given by the order of comparison
    bool operator==(const RunNotes&) const = default;
    bool isEmpty() const { return tags.isEmpty() && note.isEmpty() && colour < 0; }
};

struct RunEntry {
    QString path, name, folder;  // folder: the one of the list of folders that it was found under
    telemetry::RunStatus status;
    std::optional<config::RunConfig> config;
    std::vector<std::pair<std::string, std::string>> settings;  // config::flatten; empty without a configuration
    std::map<std::string, double> last;                         // last scalars, of a run without a status of its own
    bool hasCheckpoint = false;
    bool isForeign = false;  // event files of another program
    RunNotes notes;
};

}  // namespace isonet::widgets
