#include "app/cli/LaunchAction.h"

#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/cli/ExitCode.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "training/config/RunConfigYaml.h"
#include "training/launch/Launcher.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;

// The launcher copies it into the folder of the run.
class TemporaryConfig {
public:
    explicit TemporaryConfig(const config::RunConfig& config)
        : file_(fs::temp_directory_path() / ("isonet-launch-" + std::to_string(::getpid()) + ".yaml")) {
        config::saveRunConfig(config, file_);
    }
    ~TemporaryConfig() {
        std::error_code ignored;
        fs::remove(file_, ignored);
    }
    TemporaryConfig(const TemporaryConfig&) = delete;
    TemporaryConfig& operator=(const TemporaryConfig&) = delete;
    const fs::path& file() const { return file_; }

private:
    const fs::path file_;
};

std::string whereText(const launch::Ticket& ticket) {
    if (!ticket.jobId.empty())
        return "SLURM job " + ticket.jobId;
    return "process " + std::to_string(ticket.process) + " on " + ticket.host;
}

}  // namespace

int launchRun(const LaunchRequest& request) {
    const auto launcher = launch::makeLauncher(launch::parsePlace(request.place));
    std::optional<TemporaryConfig> config;
    launch::Order order{request.run};
    if (request.config)
        order.config = config.emplace(*request.config).file();
    order.threads = request.threads;
    order.arguments = request.arguments;
    const launch::Ticket ticket = launcher->launch(order);
    const std::string run = fs::absolute(request.run).string();
    if (request.json) {
        const nlohmann::ordered_json answer{{"run", run},
                                            {"place", ticket.place},
                                            {"launch", nlohmann::ordered_json::parse(launch::ticketJson(ticket))}};
        std::cout << base::jsonText(answer) << '\n';
        return Done;
    }
    std::cout << "launched: " << whereText(ticket) << "\nrun: " << base::shownName(run) << "\nfollow with: isonet jobs "
              << base::shellWord(run) << "\nstop with: isonet control " << base::shellWord(run) << " stop\n";
    return Done;
}

}  // namespace isonet::cli
