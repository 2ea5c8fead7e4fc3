// Executes the commands that other processes send to a run (training/launch/ControlFile.h): polls for them four times a
// second on a thread and passes them to TrainingControl.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

#include "training/engine/loop/TrainingControl.h"
#include "training/launch/ControlFile.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::training {

// Every command gets a reply: its outcome, or, if the training ends first, how it ended. Commands of an earlier session
// are dropped with a line in log.txt. Errors of the folder are ignored; the training continues.
class ControlFollower {
public:
    // Does nothing if the directory keeps nothing (other ranks). `log` may be called on the thread; all arguments must
    // outlive this object. `stop`: requests the end of the training.
    ControlFollower(const telemetry::RunDirectory& directory, TrainingControl& control, std::function<void()> stop,
                    std::function<void(const std::string&)> log);
    ~ControlFollower();
    ControlFollower(const ControlFollower&) = delete;
    ControlFollower& operator=(const ControlFollower&) = delete;

    // The reply to commands that are still waiting when this object is destroyed.
    void ended(const std::string& message) { end_ = message; }

private:
    class Replies;
    void work(std::stop_token stop);
    void execute(const launch::Command& command);
    void change(const launch::Command& command);

    const telemetry::RunDirectory& directory_;
    TrainingControl& control_;
    const std::function<void()> stop_;
    const std::function<void(const std::string&)> log_;
    std::shared_ptr<Replies> replies_;  // outlives this object in callbacks of control_
    std::string end_ = "The training ended first.";

    std::jthread thread_;  // last: it uses the members above
};

}  // namespace isonet::training
