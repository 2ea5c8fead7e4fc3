#include "app/bench/soak/SoakBenchmark.h"

#include <ATen/Parallel.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/bench/soak/Followers.h"
#include "app/bench/soak/LevelWatch.h"
#include "app/bench/soak/LiveRound.h"
#include "app/bench/soak/ProcessRound.h"
#include "app/bench/soak/SoakData.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t runsThatStay = 10;  // for the followers

// A signal ends the soak after its round, so that no mounted disk and no process is left behind. Programs that are
// started do not inherit the handler.
volatile std::sig_atomic_t interrupted = 0;

class EndAfterRound {
public:
    EndAfterRound() {
        interrupted = 0;
        for (Handler& handler : handlers_)
            handler.before = std::signal(handler.number, [](int) { interrupted = 1; });
    }
    ~EndAfterRound() {
        for (const Handler& handler : handlers_)
            std::signal(handler.number, handler.before);
    }
    EndAfterRound(const EndAfterRound&) = delete;
    EndAfterRound& operator=(const EndAfterRound&) = delete;

private:
    struct Handler {
        int number;
        void (*before)(int) = SIG_DFL;
    };
    Handler handlers_[2] = {{SIGINT}, {SIGTERM}};
};

class Soak {
public:
    Soak(const SoakOptions& options, std::ostream& progress)
        : options_(options),
          progress_(progress),
          folder_(fs::temp_directory_path() / ("isonet-soak-" + std::to_string(::getpid()))) {
        statistics_.seed = options.seed;
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "runs");
        writeSoakImages(folder_ / "images");
        at::set_num_threads(1);
    }

    SoakStatistics run() {
        if (options_.processes)
            followers_.emplace(folder_ / "runs", folder_, statistics_);
        for (int number = options_.firstRound; !isOver(); ++number) {
            SoakRound round(options_, folder_, number, statistics_);
            const auto faultsBefore = statistics_.faults.size();
            if (!options_.processes || round.chance(0.25))
                liveRound(round);
            else
                processRound(round, *followers_);
            checkLevels(round);
            ++statistics_.rounds;
            tidy(round);
            report(number, faultsBefore);
        }
        if (followers_)
            for (auto& what : followers_->close())
                statistics_.faults.push_back({statistics_.rounds, std::move(what), {}});
        statistics_.minutes = minutes();
        followers_.reset();
        std::error_code error;
        if (statistics_.faults.empty())
            fs::remove_all(folder_, error);
        return std::move(statistics_);
    }

private:
    double minutes() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count() / 60;
    }
    bool isOver() const {
        return interrupted || minutes() >= options_.minutes ||
               (options_.rounds > 0 && statistics_.rounds >= options_.rounds);
    }

    void checkLevels(SoakRound& round) {
        levels_.sample(::getpid());
        auto faults = levels_.faults();
        if (followers_)
            for (auto& what : followers_->check())
                faults.push_back(std::move(what));
        for (const auto& what : faults)
            round.fault(what);
        statistics_.peakBytes = levels_.peakBytes();
    }

    // Keeps the newest runs.
    void tidy(const SoakRound& round) {
        std::error_code error;
        runs_.push_back(round.run());
        if (runs_.size() <= runsThatStay)
            return;
        fs::remove_all(runs_.front(), error);
        runs_.pop_front();
    }

    void report(int number, std::size_t faultsBefore) {
        progress_ << "round " << number << ", " << static_cast<int>(minutes()) << " min, kills "
                  << statistics_.killCount() << ", full disks " << statistics_.fullDiskCount() << ", faults "
                  << statistics_.faults.size() << '\n';
        for (std::size_t i = faultsBefore; i < statistics_.faults.size(); ++i)
            progress_ << "  " << base::shownText(statistics_.faults[i].what) << '\n'
                      << "    " << repeatCommand(options_.seed, number) << '\n';
        progress_ << std::flush;
    }

    const SoakOptions options_;
    std::ostream& progress_;
    const fs::path folder_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    SoakStatistics statistics_;
    std::optional<Followers> followers_;
    ProcessLevels levels_{"the soak"};
    std::deque<fs::path> runs_;
};

int runSoak(std::ostream& out, const SoakOptions& options) {
    const EndAfterRound signals;
    const SoakStatistics statistics = soak(options, std::cerr);
    if (options.json)
        out << base::jsonText(toJson(statistics)) << '\n';
    else
        print(out, statistics);
    return statistics.faults.empty() ? 0 : 1;
}

}  // namespace

SoakStatistics soak(const SoakOptions& options, std::ostream& progress) {
    return Soak(options, progress).run();
}

Benchmark soakBenchmark() {
    Benchmark benchmark{
        "soak", "hours of simulated use: signals, full disks, lost folders; every invariant of the runs", nullptr};
    benchmark.runFor = runSoak;
    return benchmark;
}

}  // namespace isonet::benchmarks
