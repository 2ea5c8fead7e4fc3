// Records to Event protobufs, through protozero (the protobuf library would clash with the copy in LibTorch).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "training/telemetry/Record.h"

namespace isonet::telemetry {

std::string versionEvent(double wallTime);                     // the first event of a file
std::string restartEvent(double wallTime, std::int64_t step);  // SessionLog START
// One Event with several values. All records must share the step and time of the first one.
std::string recordsEvent(std::span<const Record> records);

}  // namespace isonet::telemetry
