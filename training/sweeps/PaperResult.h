// The paper's result for a run, to compare it with: of a row of a table that is run as a queue, or of the row whose
// settings the run has. No torch header.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "training/config/RunConfig.h"

namespace isonet::sweeps {

struct PaperResult {
    std::string table, row;    // "table1", "g"
    double score = 0;          // percent: top-1, or box AP of a detector
    bool sameSettings = true;  // false: a row of a queue that may run at another scale
    bool operator==(const PaperResult&) const = default;
};

// The row of the paper's tables with these settings: network, initialization, penalty, optimizer, schedule, length,
// batch size and dataset. Nothing: there is none, or the paper has no result for it.
std::optional<PaperResult> paperResultOf(const config::RunConfig& config);

// The same for a run that is a row of a queue in its parent folder. Reads the queue's file; nothing if it cannot be
// read.
std::optional<PaperResult> paperResultInQueue(const std::filesystem::path& run);

}  // namespace isonet::sweeps
