// The event files of a folder and the name of the next one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isonet::telemetry {

// Names in order; empty when the folder cannot be read.
std::vector<std::string> eventFileNames(const std::filesystem::path& folder);

// "events.out.tfevents.<seconds>.<host>.<pid>.<n>" that sorts after all of `existing`: seconds of `now`, or more where
// a file of this second or a later one exists (a run resumed at once, a clock set back).
std::string nextEventFileName(const std::vector<std::string>& existing, std::int64_t now);

std::string hostName();
double secondsNow();  // since 1970
double secondsOf(std::filesystem::file_time_type time);

}  // namespace isonet::telemetry
