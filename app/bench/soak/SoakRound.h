// What the rounds of a soak share: folders, random numbers, statistics, and the checks of one run after each training.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/bench/soak/RunInvariants.h"
#include "app/bench/soak/SoakOptions.h"
#include "app/bench/soak/SoakStatistics.h"
#include "training/config/RunConfig.h"
#include "training/data/images/CounterRandom.h"

namespace isonet::benchmarks {

class SoakRound {
public:
    // `folder`: of the soak, with images/, runs/ and kept/.
    SoakRound(const SoakOptions& options, const std::filesystem::path& folder, int number, SoakStatistics& statistics);

    int number() const { return number_; }
    SoakStatistics& statistics() { return statistics_; }
    training::RandomStream& random() { return random_; }
    bool chance(double probability) { return random_.uniform() < probability; }
    void sleepUpTo(double seconds);  // a random time

    const config::RunConfig& config() const { return config_; }
    std::filesystem::path folder() const { return folder_; }
    const std::filesystem::path& run() const { return run_; }
    void moveRun(std::filesystem::path run) { run_ = std::move(run); }  // its folder has another name now

    // Checks the run, and against its state at the last call. `sameSettings`: since then nothing was steered.
    void check(Ending ending, bool sameSettings);
    void forgetState() { before_.reset(); }  // a new run begins
    // Counts a fault and copies the run, if it still exists, to kept/.
    void fault(const std::string& what);

private:
    const SoakOptions& options_;
    const std::filesystem::path folder_;
    const int number_;
    SoakStatistics& statistics_;
    training::RandomStream random_;
    config::RunConfig config_;
    std::filesystem::path run_, kept_;
    std::optional<RunFacts> before_;
};

}  // namespace isonet::benchmarks
