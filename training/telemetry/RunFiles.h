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
inline constexpr const char* kControlFolder = "control";  // commands: training/launch/ControlFile.h
// Of the process that launches a run (training/launch), written before the run itself begins.
inline constexpr const char* kTicketFile = "launch.json";
inline constexpr const char* kLaunchConfigFile = "launch.yaml";  // what a new run is to start with
inline constexpr const char* kOutputFile = "output.txt";         // of the launched processes
inline constexpr const char* kExitFile = "exit.json";            // how they ended
// Whether a file may be in the folder of a run before RunDirectory::create().
bool isLaunchFile(std::string_view name);

std::string statusJson(const RunStatus& status);
RunStatus statusFromJson(std::string_view json);  // std::runtime_error or nlohmann exceptions if invalid
std::string environmentJson(const std::map<std::string, std::string>& info);
std::map<std::string, std::string> environmentFromJson(std::string_view json);

}  // namespace isonet::telemetry
