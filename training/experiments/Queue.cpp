#include "training/experiments/Queue.h"

#include <array>
#include <system_error>

#include "training/config/Figures.h"
#include "training/config/RunConfigYaml.h"
#include "training/experiments/Results.h"

namespace isonet::experiments {
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

std::vector<double> figuresIn(const telemetry::RunStatus& status, const config::RunConfig& config) {
    std::vector<double> all;
    for (const auto& figure : config::figuresOf(config)) {
        const auto found = status.figures.find(std::string(figure.tag));
        all.push_back(found != status.figures.end() ? found->second : -1);
    }
    if (all.front() < 0)
        all.front() = status.validationTop1;  // of earlier versions, which told the score alone
    return all;
}

bool isEmpty(const fs::path& folder) {
    std::error_code error;
    const fs::directory_iterator first(folder, error);
    if (error)
        throw telemetry::storageError(folder, "cannot be read", error);
    return first == fs::directory_iterator();
}

}  // namespace

std::string_view rowStateName(RowState state) {
    constexpr std::array<std::string_view, 6> names{"waiting", "running",  "interrupted",
                                                    "failed",  "finished", "diverged"};
    return names[static_cast<std::size_t>(state)];
}

bool isQueue(const fs::path& folder) {
    std::error_code error;
    return fs::is_regular_file(folder / kExperimentFile, error);
}

Queue::Queue(fs::path folder, config::Experiment experiment)
    : folder_(std::move(folder)), experiment_(std::move(experiment)) {}

Queue Queue::create(const fs::path& folder, const config::Experiment& experiment) {
    if (isQueue(folder))
        throw StorageError(folder.string() +
                           ": the folder holds an experiment already. Go on with it (--resume), or choose another "
                           "folder.");
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw StorageError(folder.string() + ": this is a file and not a folder. Choose another folder.");
    fs::create_directories(folder, error);
    if (error)
        throw telemetry::storageError(folder, "the folder cannot be made", error);
    if (!isEmpty(folder))
        throw StorageError(folder.string() + ": the folder exists and is not empty. Choose another one.");
    Queue queue(folder, experiment);
    telemetry::writeFileAtomically(folder / kExperimentFile, config::toYaml(experiment));
    return queue;
}

Queue Queue::open(const fs::path& folder) {
    if (!isQueue(folder))
        throw StorageError(folder.string() + ": the folder holds no experiment (no " + std::string(kExperimentFile) +
                           "). Check its name.");
    try {
        return {folder, config::loadExperiment(folder / kExperimentFile)};
    } catch (const std::system_error& error) {
        throw telemetry::storageError(folder / kExperimentFile, "cannot be read", error.code());
    }
}

void Queue::change(const config::Experiment& experiment) {
    telemetry::writeFileAtomically(folder_ / kExperimentFile, config::toYaml(experiment));
    experiment_ = experiment;
}

void Queue::reload() {
    experiment_ = open(folder_).experiment_;
}

RowResult Queue::result(const config::ExperimentRow& row) const {
    const auto run = folder_ / row.id;
    return resultOf(row, run, telemetry::readStatus(run), experiment_.failsBelow);
}

RowResult resultOf(const config::ExperimentRow& row, const fs::path& run,
                   const std::optional<telemetry::RunStatus>& status, double failsBelow) {
    RowResult result;
    result.run = run;
    result.figures.assign(config::figuresOf(row.config).size(), -1);
    if (!status)
        return result;
    result.state = stateOf(status->state);
    result.figures = figuresIn(*status, row.config);
    result.best = status->bestTop1;
    result.step = status->step;
    result.steps = status->steps;
    result.seconds = status->secondsElapsed;
    result.secondsLeft = status->secondsLeft;
    result.message = status->message;
    result.failed = result.state == RowState::Diverged ||
                    (result.state == RowState::Finished && !(result.figures.front() >= failsBelow));
    return result;
}

std::vector<RowResult> Queue::results() const {
    std::vector<RowResult> all;
    for (const auto& row : experiment_.rows)
        all.push_back(result(row));
    return all;
}

void Queue::writeResults() const {
    const auto all = results();
    telemetry::writeFileAtomically(folder_ / "results.md", toMarkdown(experiment_, all));
    telemetry::writeFileAtomically(folder_ / "results.csv", toCsv(experiment_, all));
    telemetry::writeFileAtomically(folder_ / "results.tex", toLatex(experiment_, all));
}

}  // namespace isonet::experiments
