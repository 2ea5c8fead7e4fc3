// A queue of runs in a folder: the rows of an experiment, done one after another.
//
//   experiment.yaml                    the rows, in order, each complete (config/Experiment.h)
//   <row>/                             an ordinary run directory for each row that has begun
//   results.md results.csv results.tex the table as far as it is filled (Results.h)
//
// What became of a row stands in its run directory and nowhere else, so that nothing can disagree: a queue is resumed
// by doing what is not done yet. One process at a time works on a queue (a lock on the folder). No torch header: the
// window shows queues with this.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/config/Experiment.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::experiments {

enum class RowState {
    Waiting,
    Running,      // or preparing, or paused
    Interrupted,  // to be gone on with
    Failed,       // an error ended it: to be tried again
    Finished,
    Diverged
};
std::string_view rowStateName(RowState state);  // "waiting", ...
inline bool isDone(RowState state) {
    return state == RowState::Finished || state == RowState::Diverged;
}

struct RowResult {
    RowState state = RowState::Waiting;
    std::filesystem::path run;  // its folder, there or not
    // After the last epoch, as the paper reports: percent, in the order of config::figuresOf(); -1 where unknown.
    std::vector<double> figures;
    double best = -1;  // the first figure of the best epoch
    // The paper's N/A: diverged, not finite, or finished with a first figure below Experiment::failsBelow.
    bool failed = false;
    std::int64_t step = 0, steps = 0;
    double seconds = 0, secondsLeft = -1;
    std::string message;  // why it diverged or failed
    bool operator==(const RowResult&) const = default;
};

// What a run's status says of its row; none: it waits.
RowResult resultOf(const config::ExperimentRow& row, const std::filesystem::path& run,
                   const std::optional<telemetry::RunStatus>& status, double failsBelow);

class Queue {
public:
    // Makes the folder (an empty one may be there) and keeps the experiment in it. Throws telemetry::StorageError.
    static Queue create(const std::filesystem::path& folder, const config::Experiment& experiment);
    // Throws StorageError (no queue there) or config::ConfigError (its file is damaged).
    static Queue open(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    const config::Experiment& experiment() const { return experiment_; }
    // Another order, other rows: rewrites experiment.yaml. The runs of rows that are left out stay in the folder. A
    // process that works through the queue heeds it from its next row on.
    void change(const config::Experiment& experiment);
    void reload();  // takes over what another one changed; throws as open()

    RowResult result(const config::ExperimentRow& row) const;  // read anew from its run directory
    std::vector<RowResult> results() const;                    // of all rows, in order
    void writeResults() const;                                 // results.md, .csv, .tex

private:
    Queue(std::filesystem::path folder, config::Experiment experiment);
    std::filesystem::path folder_;
    config::Experiment experiment_;
};

inline constexpr const char* kExperimentFile = "experiment.yaml";
bool isQueue(const std::filesystem::path& folder);

}  // namespace isonet::experiments
