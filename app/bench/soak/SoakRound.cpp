#include "app/bench/soak/SoakRound.h"

#include <chrono>
#include <thread>

#include "app/bench/soak/SoakData.h"

namespace isonet::benchmarks {

namespace fs = std::filesystem;

SoakRound::SoakRound(const SoakOptions& options, const fs::path& folder, int number, SoakStatistics& statistics)
    : options_(options),
      folder_(folder),
      number_(number),
      statistics_(statistics),
      random_(training::mixKeys({static_cast<std::uint64_t>(options.seed), static_cast<std::uint64_t>(number)})),
      config_(soakConfig(folder / "images", random_.next())),
      run_(folder / "runs" / ("round-" + std::to_string(number))) {}

void SoakRound::sleepUpTo(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds * random_.uniform()));
}

void SoakRound::check(Ending ending, bool sameSettings) {
    ++statistics_.checks;
    if (options_.damage)
        options_.damage(run_);
    RunFacts now = readFacts(run_);
    for (const auto& what : faultsIn(now, ending, soakStepsPerEpoch))
        fault(what);
    if (before_)
        for (const auto& what : faultsBetween(*before_, now, sameSettings))
            fault(what);
    before_ = std::move(now);
}

void SoakRound::fault(const std::string& what) {
    std::error_code error;
    if (kept_.empty() && fs::exists(run_, error)) {
        kept_ = folder_ / "kept" / ("round-" + std::to_string(number_));
        fs::create_directories(kept_.parent_path(), error);
        fs::copy(run_, kept_, fs::copy_options::recursive, error);
    }
    statistics_.faults.push_back({number_, what, kept_.string()});
}

}  // namespace isonet::benchmarks
