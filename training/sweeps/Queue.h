// A queue: a sweep that is being run, in a folder.
//
//   experiment.yaml                    the sweep, with complete rows in order (SweepYaml.h)
//   <row>/                             a run directory for each row that has started
//   results.md results.csv results.tex the results so far (ResultsTable.h)
//   curves.csv                         metrics against the varied keys (Curves.h), if there are any
//
// The outcome of a row is stored in its run directory only, so nothing can disagree: resuming a queue means running
// the rows that are not done. One process at a time runs a queue (a lock on the folder). No torch header: the workbench
// shows queues with this class.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::sweeps {

enum class RowState {
    Waiting,
    Running,      // or preparing, or paused
    Interrupted,  // can be resumed
    Failed,       // ended by an error; can be retried
    Finished,
    Diverged
};
std::string_view rowStateName(RowState state);  // "waiting", ...
inline bool isDone(RowState state) {
    return state == RowState::Finished || state == RowState::Diverged;
}

struct RowResult {
    RowState state = RowState::Waiting;
    std::filesystem::path run;  // its folder, which may not exist yet
    // After the last epoch, as in the paper: percent, in the order of telemetry::headlineMetricsOf(); -1: unknown.
    std::vector<double> metrics;
    double best = -1;  // the score of the best epoch
    double test = -1;  // top-1 of the best epoch's weights on the test split, percent; -1: there is none, or not yet
    // tags::meanDeviation and meanDistance; -1: not measured.
    double deviation = -1, distance = -1;
    // The paper's N/A: diverged, not finite, or finished with a score below Sweep::failsBelow.
    bool failed = false;
    std::int64_t step = 0, steps = 0;
    double seconds = 0, secondsLeft = -1;
    double secondsTrained = -1;  // of the steps alone; -1: not known
    std::string message;         // why it diverged or failed
    bool paused = false;         // while running
    bool operator==(const RowResult&) const = default;
};

// The result of a row from its run's status; without one the row is waiting.
RowResult resultOf(const SweepRow& row, const std::filesystem::path& run,
                   const std::optional<telemetry::RunStatus>& status, double failsBelow);

class Queue {
public:
    // Creates the folder (or uses an empty one) and saves the sweep in it. Throws telemetry::StorageError.
    static Queue create(const std::filesystem::path& folder, const Sweep& sweep);
    // Throws StorageError (not a queue) or config::ConfigError (its file is damaged).
    static Queue open(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    const Sweep& sweep() const { return sweep_; }
    // Rewrites experiment.yaml with another order or other rows. Runs of removed rows stay in the folder. A process
    // that is running the queue picks up the change before its next row.
    void change(const Sweep& sweep);
    void reload();  // reads changes made by another process; throws like open()

    RowResult result(const SweepRow& row) const;  // reads its run directory
    std::vector<RowResult> results() const;       // of all rows, in order
    void writeResults() const;                    // results.md, .csv, .tex, curves.csv

private:
    Queue(std::filesystem::path folder, Sweep sweep);
    std::filesystem::path folder_;
    Sweep sweep_;
};

inline constexpr const char* kSweepFile = "experiment.yaml";
bool isQueue(const std::filesystem::path& folder);

}  // namespace isonet::sweeps
