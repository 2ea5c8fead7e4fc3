// Names and JSON of the files in a run directory.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "training/telemetry/RunStatus.h"

namespace isonet::telemetry {

inline constexpr const char* kConfigFile = "config.yaml";
inline constexpr const char* kChangesFile = "changes.yaml";
inline constexpr const char* kStatusFile = "status.json";
inline constexpr const char* kEnvironmentFile = "environment.json";
inline constexpr const char* kLogFile = "log.txt";
inline constexpr const char* kCheckpointFolder = "checkpoints";

std::string statusJson(const RunStatus& status);
RunStatus statusFromJson(std::string_view json);  // std::runtime_error or nlohmann exceptions if invalid
std::string environmentJson(const std::map<std::string, std::string>& info);
std::map<std::string, std::string> environmentFromJson(std::string_view json);

}  // namespace isonet::telemetry
