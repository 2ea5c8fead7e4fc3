#include "app/bench/soak/TrainedRun.h"

#include <algorithm>
#include <csignal>
#include <thread>

#include "app/bench/soak/Patience.h"
#include "model/base/AtomicFile.h"
#include "model/base/NumberText.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using telemetry::RunState;

constexpr auto longestIdle = 60s;

std::unique_ptr<Child> startIsonet(const std::vector<std::string>& arguments, const fs::path& log) {
    // The last digits of a loss depend on the number of threads.
    return std::make_unique<Child>(programFolder() / "isonet", arguments,
                                   std::vector<std::string>{"OMP_NUM_THREADS=1", "GOMP_SPINCOUNT=0"}, log);
}

}  // namespace

std::unique_ptr<Child> resumeRun(const fs::path& run, const std::vector<std::string>& assignments,
                                 const fs::path& log) {
    std::vector<std::string> arguments{"train", "--resume", run.string()};
    for (const auto& assignment : assignments) {
        arguments.emplace_back("--set");
        arguments.push_back(assignment);
    }
    return startIsonet(arguments, log);
}

TrainedRun::TrainedRun(SoakRound& round, bool smallDisk)
    : round_(round),
      configuration_(round.folder() / ("round-" + std::to_string(round.number()) + ".yaml")),
      log_(round.folder() / ("round-" + std::to_string(round.number()) + ".txt")) {
    config::saveRunConfig(round.config(), configuration_);
    if (smallDisk)
        disk_ = std::make_unique<SmallDisk>(round.run());
    if (disk_ && !disk_->mounted())
        disk_.reset();
}

void TrainedRun::start(bool steer) {
    steered_ = false;
    if (!telemetry::isRun(round_.run())) {
        round_.forgetState();
        ++round_.statistics().starts;
        program_ = startIsonet({"train", configuration_.string(), "--run-dir", round_.run().string()}, log_);
        return;
    }
    ++round_.statistics().resumes;
    std::vector<std::string> assignments;
    if (steer) {
        ++round_.statistics().steers;
        steered_ = true;
        assignments.push_back("optimizer.learning_rate=" +
                              base::numberText(0.001 * static_cast<double>(1 + round_.random().below(9))));
    }
    program_ = resumeRun(round_.run(), assignments, log_);
}

bool TrainedRun::training() {
    return program_ && program_->running();
}

std::int64_t TrainedRun::shownStep() const {
    const auto status = telemetry::readStatus(round_.run());
    return status ? status->step : 0;
}

bool TrainedRun::begun() {
    const auto pid = program_->process();
    for (Patience patience(pid, longestIdle); training(); std::this_thread::sleep_for(30ms)) {
        const auto status = telemetry::readStatus(round_.run());
        if (status && status->process == pid && status->state == RunState::Running && status->step > 0)
            return true;
        if (patience.exhausted()) {
            round_.fault("the training hung before its first step: " + lastLines());
            program_->signal(SIGKILL);
            end(SIGKILL);
            return false;
        }
    }
    end(0);
    return false;
}

void TrainedRun::created() {
    for (Patience patience(program_->process(), longestIdle);
         training() && !telemetry::isRun(round_.run()) && !patience.exhausted();)
        std::this_thread::sleep_for(1ms);
}

void TrainedRun::requireProgress(std::int64_t step) {
    for (Patience patience(program_->process(), longestIdle); training(); std::this_thread::sleep_for(50ms)) {
        const auto status = telemetry::readStatus(round_.run());
        if (status && status->state == RunState::Running && status->step > step)
            return;
        if (patience.exhausted()) {
            round_.fault("the training did not continue once it could: " + lastLines());
            return;
        }
    }
}

void TrainedRun::end(int signal, bool room) {
    auto end = program_->waitWhileBusy(longestIdle);
    if (!end) {
        round_.fault("the training hung" + (signal == 0 ? std::string() : " after signal " + std::to_string(signal)) +
                     ": " + lastLines());
        program_->signal(SIGKILL);
        end = program_->waitWhileBusy(longestIdle);
        signal = SIGKILL;
    }
    const Ending ending = end ? endingOf(*end, signal, room) : Ending::Killed;
    finished_ = ending == Ending::Finished;
    round_.statistics().finished += finished_ ? 1 : 0;
    if (disk_)
        disk_->makeRoom();
    round_.check(ending, !steered_);
    program_.reset();
}

void TrainedRun::settle(bool room) {
    if (program_ && !program_->running())
        end(0, room);
}

void TrainedRun::leave() {
    program_.reset();
    round_.check(Ending::Killed, !steered_);
}

void TrainedRun::giveUp() {
    program_.reset();
    gone_ = true;
}

Ending TrainedRun::endingOf(const ChildEnd& end, int signal, bool room) {
    if (end.code == 0)
        return Ending::Finished;
    if (end.code == 130 && signal != 0)
        return room ? Ending::Stopped : Ending::Killed;
    if (end.code == 3 && !room && lastLines().find("could not be written") != std::string::npos)
        return Ending::Killed;
    // Before the program watches for signals it has not touched the run, and afterwards the run has ended.
    const auto status = telemetry::readStatus(round_.run());
    const bool touched = status && status->process == program_->process();
    if (touched && end.signal == signal && status->state == RunState::Finished)
        return Ending::Finished;
    const bool outside = !touched || status->state == RunState::Failed || status->state == RunState::Interrupted;
    if (end.signal == 0 || end.signal != signal || (signal != SIGKILL && !outside))
        round_.fault("the training ended with " + end.text() +
                     (signal == 0 ? std::string() : " after signal " + std::to_string(signal)) + ": " + lastLines());
    return Ending::Killed;
}

std::string TrainedRun::lastLines() const {
    constexpr std::size_t shown = 2000;
    try {
        const std::string text = base::readFile(log_, 16u << 20);
        return text.substr(text.size() - std::min(text.size(), shown));
    } catch (const std::system_error& error) {
        return error.what();
    }
}

}  // namespace isonet::benchmarks
