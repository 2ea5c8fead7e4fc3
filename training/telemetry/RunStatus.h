// The state and progress of a run, as status.json stores it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace isonet::telemetry {

enum class RunState { Preparing, Running, Paused, Finished, Interrupted, Diverged, Failed };
std::string_view stateName(RunState state);  // "running", ...
// Throws std::runtime_error for an unknown name.
RunState stateOf(std::string_view name);

struct RunStatus {
    RunState state = RunState::Preparing;
    std::int64_t step = 0, steps = 0;  // done, of the whole run
    int epoch = 0, epochs = 0;
    double loss = 0;
    double trainTop1 = -1, validationTop1 = -1, bestTop1 = -1;  // percent; -1: not measured
    // By tag: headline metrics of the last evaluation, and at the end those of the test and the means over layers.
    std::map<std::string, double> metrics;
    double imagesPerSecond = 0;
    double secondsElapsed = 0, secondsLeft = -1;  // -1: unknown
    double secondsTrained = -1;                   // of the steps alone, without evaluations; -1: not known
    std::string device;
    std::string message;  // why the run failed, diverged, was interrupted or is paused
    double updated = 0;   // seconds since 1970
    std::int64_t process = 0;
    std::string host;
    std::string session;  // random text, different for each process that trains the run; empty: of an earlier version
};

}  // namespace isonet::telemetry
