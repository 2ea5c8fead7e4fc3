// Runs the rows of a queue, several at a time: starts waiting rows through a launcher in free slots, follows rows that
// are running already, whichever process started them, tries failed ones again, and writes the results as rows end.
// Several schedulers may run one queue, on one machine or several: a row is started only with its lease (Lease.h).
//
// A row is started if it is not done, nothing trains it, and it has neither failed more often than QueueState::retries
// allows nor been stopped on request. Rows are taken by priority, then in the order of experiment.yaml; both files are
// read again at every step, so they may be changed meanwhile. A row that diverges is a result.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "training/launch/Launcher.h"
#include "training/scheduler/Estimates.h"
#include "training/scheduler/LeaseKeeper.h"
#include "training/scheduler/QueueState.h"
#include "training/scheduler/RowWatch.h"
#include "training/scheduler/Slots.h"
#include "training/sweeps/Queue.h"

namespace isonet::scheduler {

struct SchedulerOptions {
    Capacity capacity;              // of this machine; the slots are those of QueueState
    std::filesystem::path program;  // isonet; empty: the one next to this program
    std::set<std::string> only;     // these rows, by id; empty: all
    bool follow = true;             // false: do not wait for rows that others train
    double leaseSeconds = kLeaseSeconds;
    std::chrono::milliseconds interval{500};  // between steps
    RowWatch::Look look;                      // empty: the launcher's
};

// All are called by step() and run(), on their thread, after results.* have been written where a row has ended.
struct SchedulerEvents {
    std::function<void(const sweeps::SweepRow&, const Slot&)> started;
    std::function<void(const sweeps::SweepRow&, const RowFacts&)> adopted;         // it was running already
    std::function<void(const sweeps::SweepRow&, const sweeps::RowResult&)> ended;  // done, stopped or failed
    std::function<void(const sweeps::SweepRow&, const std::string& reason, bool retried)> failed;  // before ended
    std::function<void(const std::string&)> message;  // a line for the user
    std::function<void()> stepped;                    // after each step of run()
};

// What a stop request does to the rows that this scheduler has started, or adopted from one that has ended.
enum class AtStop { Checkpoint, Detach };
enum class SchedulerEnd {
    Done,         // every row is done, or others train it and it was not to be followed
    Failed,       // nothing is left to do, but rows have failed or were stopped on request
    Interrupted,  // by the stop request
};

class Scheduler {
public:
    // `launcher` must outlive the scheduler. Throws StorageError or config::ConfigError (not a queue), and
    // std::invalid_argument for slots that this machine does not have.
    Scheduler(const std::filesystem::path& queue, launch::Launcher& launcher, SchedulerOptions options,
              SchedulerEvents events = {});
    ~Scheduler();  // detaches: rows that were started keep running

    // Checks all rows once and starts what can be started. True while rows run or wait. Throws StorageError if the
    // queue can no longer be read or written.
    bool step();
    // Steps until nothing is left, or a stop is requested; waits for rows that are stopped.
    SchedulerEnd run(std::stop_token stop, AtStop atStop = AtStop::Checkpoint);

    const sweeps::Queue& queue() const { return queue_; }
    const QueueState& state() const { return state_; }
    // Of the last step, in the order of queue().sweep().rows.
    const std::vector<RowFacts>& rows() const { return facts_; }
    // The rows that are to be started, in order.
    std::vector<std::size_t> waiting() const;
    QueueEstimate estimates() const;
    int slots() const;  // rows at a time

private:
    // A row that runs, as this scheduler knows it.
    struct Active {
        bool owned = false;                   // to be stopped with this scheduler
        std::unique_ptr<LeaseKeeper> keeper;  // until the run keeps the lease itself; null: it does
    };

    void reload();
    void lookAtRows();
    void keepLeases();
    void adopt(const sweeps::SweepRow& row, const RowFacts& facts);
    void finishRow(const sweeps::SweepRow& row, const RowFacts& facts);
    void settle(const sweeps::SweepRow& row, const RowFacts& facts);
    void fail(const sweeps::SweepRow& row, const std::string& token, const std::string& reason);
    bool mayStart(const sweeps::SweepRow& row, const RowFacts& facts) const;
    void startRows();
    bool start(const sweeps::SweepRow& row, const RowFacts& facts, const Slot& slot);
    launch::Order orderFor(const sweeps::SweepRow& row, const Slot& slot, const std::string& token) const;
    void stopRows(AtStop atStop);
    void writeResults();
    bool isChosen(const sweeps::SweepRow& row) const { return options_.only.empty() || options_.only.contains(row.id); }
    void say(const std::string& line) const;

    launch::Launcher& launcher_;
    const SchedulerOptions options_;
    const SchedulerEvents events_;
    RowWatch watch_;
    sweeps::Queue queue_;
    QueueState state_;
    SlotPlan plan_;
    std::string planText_;                  // that plan_ was read from
    std::vector<RowFacts> facts_;           // of the sweep's rows
    std::map<std::string, Active> active_;  // by row
    std::string written_;                   // what results.* show
    bool stopping_ = false;
};

}  // namespace isonet::scheduler
