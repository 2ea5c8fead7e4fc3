#include "training/engine/loop/ControlFollower.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

namespace isonet::training {

using launch::Action;

// Which commands have no reply yet. Thread-safe.
class ControlFollower::Replies {
public:
    explicit Replies(std::filesystem::path run) : run_(std::move(run)) {}

    void expect(const std::string& id) {
        const std::lock_guard lock(mutex_);
        waiting_.insert(id);
    }
    // At most once for a command.
    void give(const std::string& id, bool done, const std::string& message) {
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.erase(id) == 0)
                return;
        }
        launch::writeReply(run_, id, {done, message});
    }
    void giveRest(const std::string& message) {
        std::set<std::string> rest;
        {
            const std::lock_guard lock(mutex_);
            rest.swap(waiting_);
        }
        for (const std::string& id : rest)
            launch::writeReply(run_, id, {false, message});
    }

private:
    const std::filesystem::path run_;
    std::mutex mutex_;
    std::set<std::string> waiting_;
};

ControlFollower::ControlFollower(const telemetry::RunDirectory& directory, TrainingControl& control,
                                 std::function<void()> stop, std::function<void(const std::string&)> log)
    : directory_(directory),
      control_(control),
      stop_(std::move(stop)),
      log_(std::move(log)),
      replies_(std::make_shared<Replies>(directory.path())) {
    if (!directory.keeps())
        return;
    launch::openControlFolder(directory.path());
    try {
        thread_ = std::jthread([this](std::stop_token token) { work(std::move(token)); });
    } catch (const std::system_error& error) {
        log_(std::string("Commands to this run cannot be received: no thread could be started: ") + error.what());
    }
}

ControlFollower::~ControlFollower() {
    thread_ = {};
    replies_->giveRest(end_);
}

void ControlFollower::work(std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any ending;
    std::unique_lock lock(mutex);
    std::string noted;  // the same trouble is reported once
    while (!stop.stop_requested()) {
        try {
            const auto taken = launch::takeCommands(directory_.path(), directory_.session());
            for (const std::string& note : taken.notes)
                if (std::exchange(noted, note) != note)
                    log_(note);
            for (const launch::Command& command : taken.commands)
                execute(command);
        } catch (const std::exception&) {  // out of memory: the next poll may succeed
        }
        ending.wait_for(lock, stop, std::chrono::milliseconds(250), [] { return false; });
    }
}

void ControlFollower::execute(const launch::Command& command) {
    replies_->expect(command.id);
    log_("Command received: " + std::string(launch::actionName(command.action)) + ".");
    const Outcome outcome = [replies = replies_, id = command.id](bool done, const std::string& message) {
        replies->give(id, done, message);
    };
    switch (command.action) {
        case Action::Pause:
            return control_.pause(outcome);
        case Action::Resume:
            return control_.resume(outcome);
        case Action::Checkpoint:
            return control_.requestCheckpoint(outcome);
        case Action::Validate:
            return control_.requestEvaluation(outcome);
        case Action::Set:
            return change(command);
        case Action::StopAfterEpoch:
            control_.stopAfterEpoch(true);
            return outcome(true, "Stops after this epoch, with a checkpoint.");
        case Action::Stop:
            stop_();
            return outcome(true, "Stopping after the current step, with a checkpoint.");
    }
}

void ControlFollower::change(const launch::Command& command) {
    const Outcome outcome = [replies = replies_, id = command.id](bool done, const std::string& message) {
        replies->give(id, done, message);
    };
    LiveSettings settings;
    try {
        for (const auto& [key, value] : command.settings)
            setLive(settings, key, value);
    } catch (const std::invalid_argument& error) {
        log_(std::string("Not changed: ") + error.what());
        return outcome(false, std::string("Not changed: ") + error.what() + ".");
    }
    control_.change(settings, outcome);
}

}  // namespace isonet::training
