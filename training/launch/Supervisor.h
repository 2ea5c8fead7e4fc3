// Watches the processes of a launched run: the small program isonet-supervisor, which survives the process that
// launches the run, gathers the output of the ranks, ends all when one has failed, and stores how they ended.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/launch/ExitRecord.h"
#include "training/launch/SupervisorOrder.h"

namespace isonet::launch {

// Reads an order from standard input, starts a new session (setsid), stores launch.json, starts the
// ranks and answers on standard output: the ticket as JSON, or a sentence. Starts nothing if nobody reads the answer.
// Returns after all ranks have ended, with the code of exit.json. SIGTERM and SIGINT are passed on to the ranks.
int supervise();

class Supervisor {
public:
    explicit Supervisor(SupervisorOrder order);
    // Throws telemetry::StorageError, std::runtime_error; nothing has been started then.
    Ticket start();
    int watch();

private:
    using Clock = std::chrono::steady_clock;
    struct Rank {
        std::string name;
        pid_t process = -1;  // -1: it has ended
        int output = -1;     // of its pipe; -1: it writes to output.txt itself
        std::string line;    // the begun one
        int code = 0;
    };
    void startRank(const RankOrder& order);
    void receive(int signals);
    void reap();
    void ended(Rank& rank, int status);
    void endOthers();
    void gather(Rank& rank);
    void writeLine(const Rank& rank);
    void say(const std::string& line);
    void sendAll(int signal);
    bool running() const;
    bool isOurs() const;  // launch.json is still that of this launch
    ExitRecord record() const;

    SupervisorOrder order_;
    int output_ = -1;  // output.txt
    std::vector<Rank> ranks_;
    std::string failure_;  // which rank failed first, and how
    int failureCode_ = 0;
    std::optional<Clock::time_point> deadline_;  // for the others to end, after a failure
    bool asked_ = false;                         // they have been sent SIGTERM
    bool stopping_ = false;                      // on request
};

}  // namespace isonet::launch
