#include "app/bench/soak/LiveRound.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <optional>
#include <stop_token>
#include <thread>

#include "app/bench/soak/Patience.h"
#include "training/engine/loop/Trainer.h"
#include "training/telemetry/RunDirectory.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

using namespace std::chrono_literals;
using telemetry::RunState;

// Trains a run on its own thread until it ends.
class LiveTraining : public training::TrainingObserver {
public:
    LiveTraining(const std::filesystem::path& run, const config::RunConfig& started, bool resume)
        : thread_([=, this](std::stop_token stop) {
              try {
                  const auto config = resume ? telemetry::readConfigInForce(run) : started;
                  auto directory =
                      resume ? telemetry::RunDirectory::resume(run) : telemetry::RunDirectory::create(run, config);
                  state_ = training::train(config, directory, *this, control, stop).state;
              } catch (const std::exception& error) {
                  error_ = error.what();
              }
              ended_ = true;
          }) {}

    void onStep(std::int64_t done) override {
        if (done <= step_)
            repeated_ = true;
        step_ = done;
    }
    void onStatus(const telemetry::RunStatus& status) override { paused_ = status.state == RunState::Paused; }

    std::int64_t step() const { return step_; }
    bool paused() const { return paused_; }
    bool ended() const { return ended_; }
    bool repeated() const { return repeated_; }
    void stop() { thread_.request_stop(); }
    void join() { thread_.join(); }
    // Once it has been joined.
    RunState state() const { return state_; }
    const std::string& error() const { return error_; }

    training::TrainingControl control;

private:
    std::atomic<std::int64_t> step_ = -1;
    std::atomic<bool> paused_ = false, ended_ = false, repeated_ = false;
    RunState state_ = RunState::Failed;
    std::string error_;
    std::jthread thread_;  // last: uses all of the above
};

// During its lifetime no file of this process can grow beyond a size.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);  // writing is then an error
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{std::min(bytes, before_.rlim_max), before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

// Also true once the training has ended; false if it hangs.
template <typename Condition>
bool comesTrue(const LiveTraining& training, Condition condition) {
    for (Patience patience(::getpid(), 60s); !training.ended() && !condition(); std::this_thread::sleep_for(5ms))
        if (patience.exhausted())
            return false;
    return true;
}

void pauseAndResume(LiveTraining& training, SoakRound& round) {
    ++round.statistics().pauses;
    training.control.pause();
    if (!comesTrue(training, [&] { return training.paused(); }))
        round.fault("the run did not pause");
    const auto step = training.step();
    round.sleepUpTo(0.3);
    if (!training.ended() && training.step() != step)
        round.fault("the paused run trained on");
    training.control.resume();
    if (!comesTrue(training, [&] { return !training.paused(); }))
        round.fault("the run did not resume");
}

// The disk is full for a while, or the folder is elsewhere: the run waits, as in the window, and then continues.
void takeRoom(LiveTraining& training, SoakRound& round) {
    const bool rename = round.chance(0.3);
    std::filesystem::path moved = round.run();
    moved += "-moved";
    if (!comesTrue(training, [&] { return training.step() > 0; }) || training.ended())
        return;
    {
        std::optional<FileSizeLimit> limit;
        if (rename)
            std::filesystem::rename(round.run(), moved);
        else
            limit.emplace(rlim_t{4096});
        ++(rename ? round.statistics().renamedFolders : round.statistics().fullDisks["limit on the size of files"]);
        if (!comesTrue(training, [&] { return training.paused(); }))
            round.fault("the run did not pause without room");
        if (rename)
            std::filesystem::rename(moved, round.run());
    }
    training.control.resume();
    if (!comesTrue(training, [&] { return !training.paused(); }))
        round.fault("the run did not continue once it could");
}

// Whether the settings changed.
bool disturb(LiveTraining& training, SoakRound& round) {
    switch (round.random().below(6)) {
        case 0:
            pauseAndResume(training, round);
            return false;
        case 1:
            ++round.statistics().steers;
            training.control.change({.learningRate = 0.001 * static_cast<double>(1 + round.random().below(9))});
            return true;
        case 2:
            ++round.statistics().steers;
            training.control.change({.spectrumSteps = 1 + static_cast<int>(round.random().below(9))});
            return true;
        case 3:
            ++round.statistics().steers;
            training.control.change({.epochs = round.config().run.epochs + static_cast<int>(round.random().below(3))});
            return true;
        case 4:
            takeRoom(training, round);
            return false;
        default:
            ++round.statistics().checkpointRequests;
            training.control.requestCheckpoint();
            return false;
    }
}

// One training until it finishes or is stopped. Returns whether the run continues.
bool trainOnce(SoakRound& round, bool resume, bool stops) {
    ++(resume ? round.statistics().resumes : round.statistics().starts);
    LiveTraining training(round.run(), round.config(), resume);
    bool steered = false;
    for (auto turns = stops ? round.random().below(5) : 2; turns > 0 && !training.ended(); --turns) {
        round.sleepUpTo(0.4);
        steered = disturb(training, round) || steered;
    }
    if (stops)
        training.stop();
    if (!comesTrue(training, [] { return false; })) {
        round.fault("the run did not end");
        training.stop();
    }
    training.join();
    if (training.repeated())
        round.fault("a step was trained twice");
    if (!training.error().empty()) {
        round.fault("the training failed: " + training.error());
        return false;
    }
    const bool finished = training.state() == RunState::Finished;
    if (!finished && training.state() != RunState::Interrupted)
        round.fault("the training ended as " + std::string(stateName(training.state())));
    round.check(finished ? Ending::Finished : Ending::Stopped, !steered);
    round.statistics().finished += finished ? 1 : 0;
    return !finished;
}

}  // namespace

void liveRound(SoakRound& round) {
    ++round.statistics().liveRounds;
    bool resume = false;
    for (auto stops = round.random().below(3); stops > 0; --stops) {
        if (!trainOnce(round, resume, true))
            return;
        resume = true;
    }
    trainOnce(round, resume, false);
}

}  // namespace isonet::benchmarks
