#include "training/sweeps/Queue.h"

#include <array>
#include <system_error>

#include "model/base/NotFound.h"
#include "model/base/OutputFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Curves.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/SweepYaml.h"
#include "training/telemetry/HeadlineMetrics.h"
#include "training/telemetry/Tags.h"

namespace isonet::sweeps {
namespace {

namespace fs = std::filesystem;
using telemetry::RunState;
using telemetry::StorageError;

RowState stateOf(RunState state) {
    switch (state) {
        case RunState::Preparing:
        case RunState::Running:
        case RunState::Paused:
            return RowState::Running;
        case RunState::Finished:
            return RowState::Finished;
        case RunState::Diverged:
            return RowState::Diverged;
        case RunState::Failed:
            return RowState::Failed;
        default:
            return RowState::Interrupted;
    }
}

std::vector<double> metricsIn(const telemetry::RunStatus& status, const config::RunConfig& config) {
    std::vector<double> all;
    for (const auto& metric : telemetry::headlineMetricsOf(config)) {
        const auto found = status.metrics.find(std::string(metric.tag));
        all.push_back(found != status.metrics.end() ? found->second : -1);
    }
    if (all.front() < 0)
        all.front() = status.validationTop1;  // earlier versions stored the score only
    return all;
}

bool isEmpty(const fs::path& folder) {
    std::error_code error;
    bool empty = true;
    for (fs::directory_iterator entry(folder, error), end; !error && empty && entry != end; entry.increment(error))
        empty = base::isTemporaryName(entry->path().filename().native());  // left by a process killed while creating it
    if (error)
        throw telemetry::storageError(folder, "cannot be read", error);
    return empty;
}

}  // namespace

std::string_view rowStateName(RowState state) {
    constexpr std::array<std::string_view, 6> names{"waiting", "running",  "interrupted",
                                                    "failed",  "finished", "diverged"};
    return names[static_cast<std::size_t>(state)];
}

bool isQueue(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / kSweepFile, error);
}

Queue::Queue(fs::path folder, Sweep sweep) : folder_(std::move(folder)), sweep_(std::move(sweep)) {}

Queue Queue::create(const fs::path& folder, const Sweep& sweep) {
    if (isQueue(folder))
        throw StorageError(folder.string() +
                           ": this folder already contains a queue. Resume it (--resume) or choose another folder.");
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw StorageError(folder.string() + ": this is a file, not a folder. Choose another folder.");
    fs::create_directories(folder, error);
    if (error)
        throw telemetry::storageError(folder, "the folder cannot be created", error);
    if (!isEmpty(folder))
        throw StorageError(folder.string() + ": the folder is not empty. Choose another folder.");
    Queue queue(folder, sweep);
    telemetry::writeFileAtomically(folder / kSweepFile, toYaml(sweep));
    return queue;
}

Queue Queue::open(const fs::path& folder) {
    if (const std::string why = base::whyNotFound(folder / kSweepFile, ""); !why.empty())
        throw StorageError((folder / kSweepFile).string() + " " + why + ".");
    if (!isQueue(folder))
        throw StorageError(folder.string() + ": not a queue (no " + std::string(kSweepFile) +
                           "). Check the folder name.");
    try {
        return {folder, loadSweep(folder / kSweepFile, Schedules::AsWritten)};
    } catch (const std::system_error& error) {
        throw telemetry::storageError(folder / kSweepFile, "cannot be read", error.code());
    }
}

void Queue::change(const Sweep& sweep) {
    telemetry::writeFileAtomically(folder_ / kSweepFile, toYaml(sweep));
    sweep_ = sweep;
}

void Queue::reload() {
    sweep_ = open(folder_).sweep_;
}

RowResult Queue::result(const SweepRow& row) const {
    const auto run = folder_ / row.id;
    return resultOf(row, run, telemetry::readStatus(run), sweep_.failsBelow);
}

RowResult resultOf(const SweepRow& row, const fs::path& run, const std::optional<telemetry::RunStatus>& status,
                   double failsBelow) {
    RowResult result;
    result.run = run;
    result.metrics.assign(telemetry::headlineMetricsOf(row.config).size(), -1);
    if (!status)
        return result;
    result.state = stateOf(status->state);
    result.metrics = metricsIn(*status, row.config);
    result.best = status->bestTop1;
    const auto stored = [&](const std::string& tag) {
        const auto found = status->metrics.find(tag);
        return found != status->metrics.end() ? found->second : -1;
    };
    result.test = stored(telemetry::tags::testTop1);
    result.deviation = stored(telemetry::tags::meanDeviation);
    result.distance = stored(telemetry::tags::meanDistance);
    result.step = status->step;
    result.steps = status->steps;
    result.seconds = status->secondsElapsed;
    result.secondsLeft = status->secondsLeft;
    result.secondsTrained = status->secondsTrained;
    result.message = status->message;
    result.paused = status->state == RunState::Paused;
    result.failed = result.state == RowState::Diverged ||
                    (result.state == RowState::Finished && !(result.metrics.front() >= failsBelow));
    return result;
}

std::vector<RowResult> Queue::results() const {
    std::vector<RowResult> all;
    for (const auto& row : sweep_.rows)
        all.push_back(result(row));
    return all;
}

void Queue::writeResults() const {
    const auto all = results();
    telemetry::writeFileAtomically(folder_ / "results.md", toMarkdown(sweep_, all));
    telemetry::writeFileAtomically(folder_ / "results.csv", toCsv(sweep_, all));
    telemetry::writeFileAtomically(folder_ / "results.tex", toLatex(sweep_, all));
    if (!variedKeys(sweep_).empty())
        telemetry::writeFileAtomically(folder_ / "curves.csv", curvesCsv(sweep_, all));
}

}  // namespace isonet::sweeps
