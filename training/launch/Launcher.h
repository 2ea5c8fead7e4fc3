// Starts a run somewhere and finds out later how it is doing. Progress is read from the run directory only, and
// commands go through ControlFile.h only: a launcher starts, inspects and cancels.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "training/launch/CommandRunner.h"
#include "training/launch/Place.h"
#include "training/launch/Ticket.h"

namespace isonet::launch {

// A run cannot be started or canceled: exit code 3. what() says why and names the remedy.
class LaunchError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Another process launches or trains the run at the moment: the same order may succeed later.
class RunBusy : public LaunchError {
public:
    using LaunchError::LaunchError;
};

struct Order {
    std::filesystem::path run;                         // its run directory: new, or one to be resumed
    std::optional<std::filesystem::path> config = {};  // a YAML file, for a new run; none: resume
    std::vector<std::string> devices = {};             // "cpu", "cuda:0"; several: one rank each; none: the place's
    int threads = 0;                                   // per rank; 0: automatic
    std::filesystem::path program = {};                // the isonet to execute; empty: the one next to this program
    std::string token = {};                            // of the row's lease; empty: none
    std::vector<std::string> arguments = {};           // further ones of isonet train
};

enum class JobState {
    Pending,  // waits for resources, or has not written a status yet
    Running,
    Ended,   // with a status that says how: finished, interrupted, diverged, failed
    Silent,  // alive, but without a sign for long
    Dead,    // gone without saying how it ended
    Unknown  // the place cannot be asked now; the detail says why
};
std::string_view stateName(JobState state);  // "pending", ...

struct JobReport {
    JobState state = JobState::Unknown;
    std::string detail = {};           // one or more sentences with the remedy; empty if there is nothing to say
    std::optional<int> exitCode = {};  // as in CONTRIBUTING.md; 128 + N: ended by signal N
};

// One object may be used from any thread, by one at a time.
class Launcher {
public:
    virtual ~Launcher();
    // Starts the run, writes its launch.json and returns at once. Throws LaunchError, telemetry::StorageError; nothing
    // has been started then.
    virtual Ticket launch(const Order& order) = 0;
    virtual JobReport look(const Ticket& ticket, const std::filesystem::path& run) = 0;
    // Ends the run after a checkpoint; returns once it has been asked to. Throws LaunchError.
    virtual void cancel(const Ticket& ticket, const std::filesystem::path& run) = 0;
};

// `commands` must outlive the launcher. Throws std::invalid_argument for Here, which has none.
std::unique_ptr<Launcher> makeLauncher(const Place& place, CommandRunner& commands = systemCommands());
// Of the place that the ticket names.
JobReport look(const Ticket& ticket, const std::filesystem::path& run, CommandRunner& commands = systemCommands());

}  // namespace isonet::launch
