// A run as a report needs it, read from its directory. Writes nothing; safe while the run is training.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "training/config/RunChanges.h"
#include "training/report/Curve.h"
#include "training/telemetry/Record.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::report {

struct MeasuredHistogram {
    std::int64_t step = 0;
    telemetry::Histogram values;
};

struct RecordedRun {
    std::filesystem::path path;
    std::string name;  // of the folder
    std::optional<telemetry::RunStatus> status;
    std::optional<config::RunHistory> history;
    std::map<std::string, std::string> environment;
    std::map<std::string, Curve> curves;                               // scalars by tag
    std::map<std::string, std::vector<MeasuredHistogram>> histograms;  // a few by tag, with the first and the last
    std::vector<std::string> problems;                                 // what could not be read, and why

    const Curve* curve(const std::string& tag) const;  // nullptr: nothing was recorded
    // Layers with values under tags that start with `prefix`, in network order.
    std::vector<std::string> layers(const std::string& prefix) const;
};

// What cannot be read (a truncated configuration, damaged event files) is listed in `problems`. Throws
// telemetry::StorageError if `path` is not a run. `stop`: reads no more, so that the rest is missing.
RecordedRun readRun(const std::filesystem::path& path, const std::stop_token& stop = {});

}  // namespace isonet::report
