#include "app/bench/queue/QueueKills.h"

#include <signal.h>

#include <array>
#include <chrono>
#include <thread>

#include "app/bench/TemporaryFolder.h"
#include "app/bench/queue/BenchQueue.h"
#include "app/bench/soak/RunFacts.h"
#include "app/bench/soak/RunInvariants.h"
#include "app/bench/soak/SoakData.h"
#include "model/base/ShownText.h"
#include "training/data/images/CounterRandom.h"
#include "training/scheduler/Lease.h"
#include "training/scheduler/QueueState.h"
#include "training/telemetry/RunReading.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int killedRows = 4, killedEpochs = 30;
constexpr auto longestQueue = 10min;

class KilledQueue {
public:
    KilledQueue(const fs::path& folder, const fs::path& images, std::uint64_t key, KillStatistics& statistics)
        : random_(key), queue_(makeQueue(folder, configFor(images, key), killedRows)), statistics_(statistics) {}

    // Kills processes until there were `kills` kills or the queue has ended; returns the number of kills.
    int run(int kills) {
        int done = 0;
        const auto began = std::chrono::steady_clock::now();
        while (!isOver()) {
            if (std::chrono::steady_clock::now() - began > longestQueue) {
                statistics_.faults.push_back(queue_.folder().string() + " does not end");
                return done;
            }
            for (auto& scheduler : schedulers_)
                if (!scheduler || !scheduler->running())
                    scheduler = startQueue(queue_.folder(), 2, 1000);
            // Once a scheduler has stored that rows run as processes.
            if ((!window_ || !window_->running()) && !scheduler::readQueueState(queue_.folder()).slots.empty())
                window_ = startWindow(queue_.folder());
            std::this_thread::sleep_for(
                std::chrono::duration<double>(done < kills ? 0.2 + 2 * random_.uniform() : 0.2));
            if (done < kills && kill())
                ++done;
        }
        for (auto& scheduler : schedulers_)
            if (scheduler && !scheduler->waitFor(60s))
                statistics_.faults.push_back("a scheduler does not end after its queue");
        window_.reset();
        check();
        return done;
    }

private:
    static config::RunConfig configFor(const fs::path& images, std::uint64_t key) {
        auto config = soakConfig(images, key);
        config.run.epochs = killedEpochs;
        return config;
    }

    bool isOver() const {
        for (const auto& result : queue_.results())
            if (!isDone(result.state))
                return false;
        return true;
    }

    bool kill() {
        const auto choice = random_.below(4);
        if (choice == 3) {
            if (!window_ || !window_->running())
                return false;
            window_->signal(SIGKILL);
            ++statistics_.windows;
            return true;
        }
        if (choice < 2) {
            auto& scheduler = schedulers_[choice];
            if (!scheduler || !scheduler->running())
                return false;
            scheduler->signal(SIGKILL);
            ++statistics_.schedulers;
            return true;
        }
        const auto& row = queue_.sweep().rows[random_.below(killedRows)];
        // Not the process in status.json: it may have ended, and another program may have its number by now.
        const auto lease = scheduler::Lease::read(queue_.folder(), row.id);
        if (!lease || lease->holder.process <= 0 || hasEnded(lease->holder) ||
            !telemetry::isInUse(queue_.folder() / row.id) ||
            ::kill(static_cast<pid_t>(lease->holder.process), SIGKILL) != 0)
            return false;
        ++statistics_.rows;
        return true;
    }

    void check() {
        for (const auto& row : queue_.sweep().rows) {
            const auto facts = readFacts(queue_.folder() / row.id);
            auto faults = faultsIn(facts, Ending::Finished, soakStepsPerEpoch);
            if (facts.recordedSteps() != std::int64_t{soakStepsPerEpoch} * killedEpochs)
                faults.push_back(std::to_string(facts.recordedSteps()) + " steps are recorded");
            for (const auto& fault : faults)
                statistics_.faults.push_back(row.id + " of " + queue_.folder().string() + ": " + fault);
            ++statistics_.finished;
        }
    }

    training::RandomStream random_;
    sweeps::Queue queue_;
    KillStatistics& statistics_;
    std::array<std::unique_ptr<Child>, 2> schedulers_;
    std::unique_ptr<Child> window_;  // null where there is no workbench
};

}  // namespace

KillStatistics killQueues(int kills, std::ostream& out) {
    KillStatistics statistics;
    const TemporaryFolder folder;
    writeSoakImages(folder.path / "images");
    for (int done = 0; done < kills && statistics.faults.empty();) {
        const auto number = static_cast<std::uint64_t>(++statistics.queues);
        KilledQueue queue(folder.path / ("queue" + std::to_string(number)), folder.path / "images", number, statistics);
        done += queue.run(kills - done);
        out << "queue " << number << ": " << statistics.schedulers << " schedulers, " << statistics.windows
            << " windows and " << statistics.rows << " rows killed, " << statistics.finished
            << " rows finished, faults " << statistics.faults.size() << '\n'
            << std::flush;
    }
    for (const auto& fault : statistics.faults)
        out << "  " << base::shownText(fault) << '\n';
    return statistics;
}

}  // namespace isonet::benchmarks
