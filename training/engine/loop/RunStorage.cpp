#include "training/engine/loop/RunStorage.h"

#include <system_error>

#include "model/interop/Value.h"
#include "training/telemetry/RescuedWeights.h"

namespace isonet::training {

using telemetry::RunState;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds retryInterval(10);

// The error message of a failed write; empty on success.
std::string attempt(const std::function<void()>& write) {
    try {
        write();
    } catch (const std::system_error& error) {
        return error.what();
    } catch (const telemetry::StorageError& error) {
        return error.what();
    }
    return {};
}

}  // namespace

RunStorage::RunStorage(const TrainingContext& context, RecordSink& sink, StepClock& clock, RunTimer& timer)
    : context_(context), sink_(sink), clock_(clock), timer_(timer) {}

bool RunStorage::writeRecords() {
    return retry("The event file", [this] { sink_.flush(); });
}

bool RunStorage::writeFinished() {
    return retry("The status of the run", [this] { context_.reporter.storeFinished(); });
}

bool RunStorage::writeChange(std::int64_t step, const config::RunConfig& config) {
    return retry("The list of changes", [&] { context_.directory.addChange(step, config); });
}

bool RunStorage::writeCheckpoint(const std::string& name, std::int64_t step, const Capture& capture) {
    try {
        return retry("Checkpoint " + context_.directory.checkpoint(name).string(), [&] { save(name, step, capture); });
    } catch (const telemetry::StorageError& error) {
        if (!folderIsGone())
            throw;
        throw telemetry::StorageError(std::string(error.what()) + " " + ensureWeightsAreSaved(step, capture));
    }
}

void RunStorage::writeFirstCheckpoint(std::int64_t step, const Capture& capture) {
    save("latest", step, capture);
}

void RunStorage::save(const std::string& name, std::int64_t step, const Capture& capture) {
    context_.directory.requireClaim();
    if (context_.directory.keeps())
        interop::writeTorchFile(toValue(capture()), context_.directory.checkpoint(name),
                                base::OutputFile::Links::Replace, [this] { context_.directory.requireClaim(); });
    if (name == "latest")
        markSaved(step);
}

void RunStorage::markSaved(std::int64_t step) {
    savedStep_ = step;
    saved_ = Clock::now();
}

bool RunStorage::holdsLatest(std::int64_t step) const {
    std::error_code error;
    return savedStep_ == step &&
           (!context_.directory.keeps() || std::filesystem::exists(context_.directory.checkpoint("latest"), error));
}

double RunStorage::minutesSinceSaved() const {
    return std::chrono::duration<double>(Clock::now() - saved_).count() / 60;
}

bool RunStorage::folderIsGone() const {
    std::error_code error;
    return context_.directory.keeps() && !std::filesystem::exists(context_.directory.path(), error);
}

std::filesystem::path RunStorage::rescueFile() const {
    return telemetry::rescuedWeights(context_.directory.path());
}

std::string RunStorage::failureMessage(const std::string& what, const std::string& error) const {
    if (folderIsGone())
        return what + " could not be written: the folder of the run, " + context_.directory.path().string() +
               ", no longer exists. It was moved or deleted.";
    return what + " could not be written: " + error + (error.ends_with('.') ? "" : ".");
}

std::string RunStorage::ensureWeightsAreSaved(std::int64_t step, const Capture& capture) {
    if (!folderIsGone())
        return "The last checkpoint (step " + std::to_string(savedStep_) + ") is intact.";
    const auto file = rescueFile();
    const std::string error = attempt([&] { interop::writeTorchFile(toValue(capture()), file); });
    return error.empty() ? "The weights of step " + std::to_string(step) + " were saved to " + file.string() + "."
                         : "The weights could not be saved: " + error + ".";
}

bool RunStorage::retry(const std::string& what, const std::function<void()>& write) {
    StatusReporter& reporter = context_.reporter;
    const bool pausedBefore = context_.control.paused();
    std::optional<Clock::time_point> waitingSince;
    for (;;) {
        const std::string error = attempt(write);
        if (error.empty())
            break;
        const std::string message = failureMessage(what, error);
        if (context_.stop.stop_requested()) {
            failure_ = message;
            return false;
        }
        if (!waitingSince) {
            if (!context_.observer.waitForRoom(message))
                throw telemetry::StorageError(message + (folderIsGone()
                                                             ? ""
                                                             : " Free disk space and resume the run; its last "
                                                               "checkpoint (step " +
                                                                   std::to_string(savedStep_) + ") is intact."));
            waitingSince = Clock::now();
            clock_.stop();
            const bool gone = folderIsGone();
            reporter.message(message + " The run is paused until it can be.");
            reporter.status.secondsLeft = -1;
            reporter.state(
                RunState::Paused,
                message + (gone ? " Put the folder back: the run then resumes automatically. If you stop the "
                                  "run instead, its weights are saved to " +
                                      rescueFile().string() + "."
                                : " Free disk space: the run then resumes automatically. You can also "
                                  "resume or stop it now. The last checkpoint is intact."));
        }
        context_.control.pause();
        context_.control.waitWhilePaused(context_.stop, retryInterval);
    }
    if (waitingSince) {
        if (!pausedBefore)
            context_.control.resume();
        timer_.addPause(Clock::now() - *waitingSince);
        reporter.message(what + " was written; the run continues.");
        reporter.state(pausedBefore ? RunState::Paused : RunState::Running);
        clock_.start();
    }
    return true;
}

}  // namespace isonet::training
