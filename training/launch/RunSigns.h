// What the folder of a launched run tells about its state, on this or another machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "training/launch/ExitRecord.h"
#include "training/launch/Launcher.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::launch {

struct RunSigns {
    std::optional<telemetry::RunStatus> status;  // of this launch; as it is stored, even if its process is gone
    std::optional<ExitRecord> exit;
    bool inUse = false;          // the lock of the run is held
    double quietSeconds = 0;     // since the last write of status.json, by this machine's clock; 0: none yet
    double clockDifference = 0;  // seconds by which the run's clock is ahead of that of its file system
};
RunSigns readSigns(const std::filesystem::path& run, const Ticket& ticket);

// Whether the status says how the run ended.
bool isFinal(const telemetry::RunStatus& status);

// What the place says of the process.
enum class Existence { Waits, Lives, Stopped, Gone, Unknown };
// The state of the run, from both. `detail`: of the place, for states other than Running and Ended.
JobReport reportOf(const RunSigns& signs, const Ticket& ticket, const std::filesystem::path& run, Existence existence,
                   const std::string& detail = {});

}  // namespace isonet::launch
