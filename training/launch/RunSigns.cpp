#include "training/launch/RunSigns.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "model/base/AtomicFile.h"
#include "model/base/NumberText.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunFiles.h"
#include "training/telemetry/RunReading.h"

namespace isonet::launch {
namespace {

namespace fs = std::filesystem;
using telemetry::RunState;

constexpr std::size_t kLargestStatus = std::size_t{1} << 20;  // bytes
constexpr double kSilent = 120;     // seconds without a status; a run writes one every 2 s, or 20 s while it waits
constexpr double kSlowStart = 900;  // seconds until the first one
constexpr double kClockSkew = 60;   // seconds

std::string secondsText(double seconds) {
    return seconds < 120 ? base::fixed(seconds, 0) + " s" : base::fixed(seconds / 60, 0) + " minutes";
}

std::optional<telemetry::RunStatus> storedStatus(const fs::path& run) {
    try {
        return telemetry::statusFromJson(base::readFile(run / telemetry::kStatusFile, kLargestStatus));
    } catch (const std::exception&) {  // none yet, or corrupt
        return std::nullopt;
    }
}

std::string clockNote(const RunSigns& signs) {
    if (std::abs(signs.clockDifference) <= kClockSkew)
        return {};
    return "The clock of " + signs.status->host + " is " + secondsText(std::abs(signs.clockDifference)) +
           (signs.clockDifference > 0 ? " ahead of" : " behind") +
           " that of the run's file system; times in the log are off. Synchronize the clocks (chrony, "
           "systemd-timesyncd).";
}

std::optional<int> exitCodeOf(RunState state) {
    switch (state) {
        case RunState::Finished:
            return 0;
        case RunState::Diverged:
            return 4;
        case RunState::Interrupted:
            return 130;
        default:
            return std::nullopt;  // failed: 1 or 3
    }
}

JobReport endReport(const RunSigns& signs, const fs::path& run) {
    JobReport report{JobState::Ended, {}, {}};
    // A run that was resumed in a terminal after the launch has a later status than exit.json.
    if (signs.status)
        report.exitCode = exitCodeOf(signs.status->state);
    if (signs.exit && !report.exitCode)
        report.exitCode = signs.exit->code;
    if (signs.status && isFinal(*signs.status)) {
        report.detail = signs.status->message;
        return report;
    }
    // It ended without a status of its end.
    const int code = signs.exit->code;
    report.detail = signs.exit->message;
    const bool early = !signs.status && code != 0;
    if (early)
        report.detail += (report.detail.empty() ? "" : " ") + ("It ended before the run began: " + lastOutput(run));
    if (code > 128 && code != 130)
        report.state = JobState::Dead;
    if (report.state == JobState::Dead && !early)
        report.detail += " Resume the run from its last checkpoint.";
    return report;
}

}  // namespace

bool isFinal(const telemetry::RunStatus& status) {
    return status.state != RunState::Preparing && status.state != RunState::Running && status.state != RunState::Paused;
}

RunSigns readSigns(const fs::path& run, const Ticket& ticket) {
    RunSigns signs;
    signs.inUse = telemetry::isInUse(run);
    signs.exit = readExit(run);
    signs.status = storedStatus(run);
    if (signs.status && !ticket.earlierSession.empty() && signs.status->session == ticket.earlierSession)
        signs.status.reset();
    if (!signs.status)
        return signs;
    std::error_code error;
    const auto written = fs::last_write_time(run / telemetry::kStatusFile, error);
    if (error)
        return signs;
    signs.quietSeconds = std::max(0.0, telemetry::secondsNow() - telemetry::secondsOf(written));
    signs.clockDifference = signs.status->updated - telemetry::secondsOf(written);
    return signs;
}

JobReport reportOf(const RunSigns& signs, const Ticket& ticket, const fs::path& run, Existence existence,
                   const std::string& detail) {
    const bool final = signs.status && isFinal(*signs.status);
    if (!signs.inUse && (signs.exit || final))
        return endReport(signs, run);
    if (existence == Existence::Stopped)
        return {JobState::Silent, detail, {}};
    if (existence == Existence::Waits && !signs.status)
        return {JobState::Pending, detail, {}};
    if (!signs.inUse && existence == Existence::Gone)
        return {JobState::Dead, detail, {}};
    const double age = telemetry::secondsNow() - ticket.launched;
    if (!signs.status && (existence != Existence::Unknown || signs.inUse))
        return age < kSlowStart
                   ? JobReport{JobState::Pending, "It has been started and has not written a status yet.", {}}
                   : JobReport{JobState::Silent,
                               "It was started " + secondsText(age) + " ago and has written no status. See " +
                                   (run / telemetry::kOutputFile).string() + ".",
                               {}};
    if (signs.status && signs.quietSeconds < kSilent)
        return {JobState::Running, clockNote(signs), {}};
    if (existence == Existence::Unknown && !signs.inUse)
        return {JobState::Unknown, detail, {}};
    return {JobState::Silent,
            "Its process is there, but the run has written nothing for " + secondsText(signs.quietSeconds) +
                ": it waits for its files or its device, or is stopped. Look at it on " + signs.status->host +
                " (process " + std::to_string(signs.status->process) + ").",
            {}};
}

}  // namespace isonet::launch
