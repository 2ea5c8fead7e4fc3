// The report of `isonet datasets PATH --check` as text and as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

#include "training/data/check/DatasetReport.h"

namespace isonet::cli {

void printReport(std::ostream& out, const training::DatasetReport& report);
nlohmann::ordered_json reportJson(const training::DatasetReport& report);

}  // namespace isonet::cli
