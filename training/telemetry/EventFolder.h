// The event files of a folder and the name of the next one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::telemetry {

bool isEventFileName(std::string_view name);

// Sorted names; empty if the folder cannot be read.
std::vector<std::string> eventFileNames(const std::filesystem::path& folder);

// "events.out.tfevents.<seconds>.<host>.<pid>.<n>" that sorts after all of `existing`: seconds of `now`, or more if a
// file of the same or a later second exists (a run resumed immediately, a clock set back).
std::string nextEventFileName(const std::vector<std::string>& existing, std::int64_t now);

std::string hostName();
double secondsNow();  // since 1970
double secondsOf(std::filesystem::file_time_type time);

}  // namespace isonet::telemetry
