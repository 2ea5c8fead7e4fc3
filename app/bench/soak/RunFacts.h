// What a run directory says, read with the program's own readers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "training/telemetry/RunStatus.h"

namespace isonet::benchmarks {

struct CheckpointFacts {
    std::int64_t step = 0, epoch = 0, position = 0;
    double learningRate = 0;  // of its configuration
    bool finite = true;       // all weights
};

struct RunFacts {
    bool exists = false;                                           // the folder holds a run
    bool resumed = false;                                          // its records begin again at a checkpoint
    std::map<std::string, std::map<std::int64_t, double>> values;  // tag, step: scalars, sums of histograms
    std::map<std::string, CheckpointFacts> checkpoints;            // by name: "latest", "best", "epoch-2"
    std::optional<telemetry::RunStatus> stored, shown;             // status.json, and what readStatus() makes of it
    double learningRate = 0;                                       // of the configuration in force
    std::int64_t changedAt = -1;           // step of the last change of the configuration; -1: none
    std::vector<std::string> temporaries;  // files that a writer has left
    std::vector<std::string> problems;     // unreadable, damaged or duplicate files and values

    std::int64_t recordedSteps() const;  // steps with a loss
};

// Throws nothing: what cannot be read is a problem.
RunFacts readFacts(const std::filesystem::path& run);

// One checkpoint file. Throws interop::FormatError, config::ConfigError, std::system_error.
CheckpointFacts readCheckpointFacts(const std::filesystem::path& file);

}  // namespace isonet::benchmarks
