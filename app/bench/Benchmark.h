// What `isonet bench` lists and runs: speed measurements, each of the published method and ours in one run with the
// ratio, and the soak.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "app/bench/soak/SoakOptions.h"
#include "training/config/RunConfig.h"

namespace isonet::benchmarks {

struct Benchmark {
    std::string name;                        // on the command line: "srelu"
    std::string description;                 // one line
    std::function<void(std::ostream&)> run;  // null if the benchmark needs a dataset folder
    // Runs on the images in `folder`; null if the benchmark takes no dataset. Throws training::DataError.
    std::function<void(std::ostream&, const std::string& folder)> runOn = nullptr;
    // Runs on this network, batch size, precision and device; null if the benchmark takes no configuration. Throws
    // config::ConfigError.
    std::function<void(std::ostream&, const config::RunConfig& config)> runConfig = nullptr;
    // Runs for a time and returns an exit code; null if the benchmark takes no time.
    std::function<int(std::ostream&, const SoakOptions& options)> runFor = nullptr;
    // Kills so many processes and returns an exit code; null if the benchmark kills none.
    std::function<int(std::ostream&, int kills)> runKills = nullptr;
};

}  // namespace isonet::benchmarks
