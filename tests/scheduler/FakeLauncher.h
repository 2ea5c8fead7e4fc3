// A launcher whose runs are folders, which the test itself marks as ended.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "training/launch/Launcher.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::test {

class FakeLauncher : public launch::Launcher {
public:
    launch::Ticket launch(const launch::Order& order) override;
    launch::JobReport look(const launch::Ticket& ticket, const std::filesystem::path& run) override;
    void cancel(const launch::Ticket& ticket, const std::filesystem::path& run) override;

    // Ends the run of a row with this state; Running: like a process that was killed.
    void end(const std::string& row, telemetry::RunState state, const std::string& message = {});
    bool runs(const std::string& row) const { return running_.contains(row); }

    std::vector<std::string> launched;            // rows, in order
    std::map<std::string, launch::Order> orders;  // the last of each row
    std::set<std::string> refused;                // rows that cannot be launched
    std::set<std::string> busy;                   // rows that another process launches at the next call
    std::vector<std::string> canceled;

private:
    struct Run {
        telemetry::RunDirectory directory;
        launch::Ticket ticket;
    };
    std::map<std::string, Run> running_;
    std::map<std::string, launch::JobReport> ended_;  // by token
};

}  // namespace isonet::test
