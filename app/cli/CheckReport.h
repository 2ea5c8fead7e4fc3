// The report of `isonet datasets PATH --check` as text and as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "training/config/DatasetInfo.h"
#include "training/data/check/DatasetReport.h"

namespace isonet::cli {

void printReport(std::ostream& out, const training::DatasetReport& report);
// What a run without data.mean and data.deviation uses: "mean [0.2860], deviation [0.3530] (computed from ...)".
std::string statisticsText(const config::DatasetInfo& info);
nlohmann::ordered_json reportJson(const training::DatasetReport& report);

}  // namespace isonet::cli
