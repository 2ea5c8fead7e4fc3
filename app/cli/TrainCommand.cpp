// isonet train: starts a run or resumes an interrupted one.
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/Commands.h"
#include "app/cli/DetectCommand.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/LaunchAction.h"
#include "app/cli/LayerTable.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Ranks.h"
#include "app/cli/RowLease.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/isometry/LayerInspection.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/engine/loop/Trainer.h"
#include "training/schedule/LearningRate.h"
#include "training/telemetry/FreshFolder.h"
#include "training/telemetry/Tags.h"

namespace isonet::cli {

namespace {

struct TrainOptions {
    std::string source, runDir, runs, device, resume, from, on, lease;
    std::vector<std::string> assignments;
    std::optional<int> epochs;
    int rendezvousSeconds = static_cast<int>(distributed::Timeouts{}.rendezvous.count());
    int silenceSeconds = static_cast<int>(distributed::Timeouts{}.silence.count());
    int threads = 0;                                     // with --on
    bool detector = false, json = false, quiet = false;  // detector: the configuration must be a detector's
};

struct Started {
    config::RunConfig config;
    std::unique_ptr<RowLease> lease = {};  // released after the directory and its lock
    telemetry::RunDirectory directory;
    std::optional<telemetry::FreshFolder> fresh = {};  // new runs only
    std::string scaled = {};                           // how the schedule follows the epochs; for the log
};

// --epochs is run.epochs, given once.
std::vector<std::string> assignmentsOf(const TrainOptions& options) {
    auto assignments = options.assignments;
    if (!options.epochs)
        return assignments;
    const std::string given = std::to_string(*options.epochs);
    for (const auto& assignment : assignments)
        if (assignment.starts_with("run.epochs="))
            throw std::invalid_argument("--epochs " + given + " and --set " + assignment +
                                        " are both given; accepted: one of the two");
    assignments.push_back("run.epochs=" + given);
    return assignments;
}

void checkDetector(const TrainOptions& options, const config::RunConfig& config) {
    const std::string& name = options.source.empty() ? options.resume : options.source;
    if (options.detector && !config::isDetection(config))
        throw std::invalid_argument(
            name + " is a classifier (data.dataset is " + config.data.dataset +
            "); accepted by detect train: data.dataset coco, as in the presets detect-small and "
            "table6-r-isonet-34. For classifiers use isonet train");
}

std::filesystem::path newFolder(const TrainOptions& options, const config::RunConfig& config) {
    const auto root = options.runs.empty() ? telemetry::defaultRunsFolder() : std::filesystem::path(options.runs);
    return options.runDir.empty() ? telemetry::RunDirectory::freshPath(root, config::runTitle(config))
                                  : std::filesystem::path(options.runDir);
}

Started startNew(const TrainOptions& options, const distributed::Group* group) {
    std::string scaled;
    const auto config = resolveConfig(options.source, assignmentsOf(options), options.device, &scaled);
    checkDetector(options, config);
    checkGroup(config, group);
    const auto path = newFolder(options, config);
    auto lease = std::make_unique<RowLease>(path, options.lease);
    const telemetry::FreshFolder fresh(path);
    auto directory = telemetry::RunDirectory::create(path, config, lease->claim());
    for (const auto& note : lease->notes())
        directory.log(note);
    // The row of a queue keeps the reason of a failed start in its status.
    const auto removable = lease->held() ? std::nullopt : std::optional(fresh);
    return {config, std::move(lease), std::move(directory), removable, scaled};
}

// The run's configuration with the given changes; train() rejects changes that a run does not allow.
Started startResumed(const TrainOptions& options, const distributed::Group* group) {
    auto config = telemetry::readConfigInForce(options.resume);
    const auto before = config;
    const auto assignments = assignmentsOf(options);
    for (const auto& assignment : assignments)
        config::applyOverride(config, assignment);
    // A run that has begun keeps the milestones that come before the new end.
    if (const auto& milestones = config.schedule.milestones; config.run.epochs > 0 && !milestones.empty() &&
                                                             milestones == before.schedule.milestones &&
                                                             milestones.back() > config.run.epochs)
        schedule::setEpochs(config, config.run.epochs);
    if (!options.device.empty())
        config.run.device = options.device;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
    checkDetector(options, config);
    checkGroup(config, group);
    warnOfUnusedSettings(config);
    const std::string from = options.from.empty() ? "latest" : options.from;
    training::checkResumePoint(options.resume, from);  // before the lock is taken and the other ranks are waiting
    auto lease = std::make_unique<RowLease>(options.resume, options.lease);
    auto directory = telemetry::RunDirectory::resume(options.resume, from, lease->claim());
    return {config, std::move(lease), std::move(directory)};
}

// Rank 0 reads the configuration and writes the run; the other ranks receive the configuration and write nothing.
Started start(const TrainOptions& options, distributed::Group* group) {
    if (group && !group->isFirst())
        return {config::parseRunConfig(group->broadcastText({}), "the configuration of rank 0"), nullptr,
                telemetry::RunDirectory::nowhere()};
    auto started = options.resume.empty() ? startNew(options, group) : startResumed(options, group);
    try {
        if (group)
            group->broadcastText(config::toYaml(started.config));
    } catch (...) {
        if (started.fresh)
            started.fresh->removeRun();
        throw;
    }
    return started;
}

int exitCode(telemetry::RunState state) {
    switch (state) {
        case telemetry::RunState::Finished:
            return Done;
        case telemetry::RunState::Diverged:
            return Diverged;
        case telemetry::RunState::Interrupted:
            return Interrupted;
        default:
            return Unexpected;
    }
}

void printResult(const TrainOptions& options, const std::filesystem::path& run, const training::TrainingResult& result,
                 const std::vector<model::LayerReport>& layers, const config::RunConfig& config) {
    const auto& status = result.status;
    const bool detection = config::isDetection(config);
    const auto tested = status.metrics.find(telemetry::tags::testTop1);
    if (options.json) {
        nlohmann::ordered_json answer{{"run", run.string()},
                                      {"state", telemetry::stateName(result.state)},
                                      {"message", result.message},
                                      {"step", status.step},
                                      {"epoch", status.epoch},
                                      {"loss", status.loss},
                                      {detection ? "box_ap" : "validation_top1", status.validationTop1},
                                      {detection ? "best_box_ap" : "best_top1", status.bestTop1},
                                      {"seconds", status.secondsElapsed},
                                      {"layers", toJson(layers)}};
        if (tested != status.metrics.end())
            answer["test_top1"] = tested->second;
        std::cout << base::jsonText(answer) << '\n';
        return;
    }
    if (!layers.empty()) {
        std::cout << "\nIsometry by layer after " << grouped(status.step) << (status.step == 1 ? " step" : " steps")
                  << " (for an isometry every sigma is 1):\n";
        printGridNote(std::cout, config);
        std::cout << '\n';
        printLayers(std::cout, layers);
        std::cout << '\n';
    }
    std::cout << telemetry::stateName(result.state);
    if (status.bestTop1 >= 0)
        std::cout << (detection ? "; best box AP " : "; best validation top-1 ") << fixed(status.bestTop1, 2) << " %"
                  << (config.data.testSplit ? "" : " (best.pt is chosen on these images, as in the paper)");
    if (tested != status.metrics.end())
        std::cout << "; test top-1 " << fixed(tested->second, 2) << " %";
    std::cout << "; " << duration(status.secondsElapsed) << "\nrun: " << base::shownName(run.string()) << '\n';
    if (options.quiet && !result.message.empty())
        std::cout << base::shownText(result.message) << '\n';
    if (result.state == telemetry::RunState::Interrupted)
        std::cout << "resume with: isonet train --resume " << base::shellWord(run.string()) << '\n';
}

int train(const TrainOptions& options, std::stop_token stop, distributed::Group* group) {
    auto [config, lease, directory, fresh, scaled] = start(options, group);
    const auto path = directory.path();
    const bool first = !group || group->isFirst();
    const bool quiet = options.quiet || options.json || !first;
    ProgressLine progress(quiet);
    training::TrainingControl control;
    if (!quiet)
        std::cerr << spec::networkName(config.model) << " on " << config.data.dataset << " -> "
                  << base::shownName(path.string())
                  << (group ? ", " + std::to_string(group->size()) + " processes" : "") << '\n';
    training::TrainingResult result;
    try {
        if (!scaled.empty())
            directory.log(scaled);
        result = training::train(config, directory, progress, control, stop, group);
    } catch (...) {
        if (fresh && !progress.begun())
            fresh->removeRun();
        throw;
    }
    progress.finish();
    if (!first)
        return exitCode(result.state);
    std::vector<model::LayerReport> layers;
    if (result.state == telemetry::RunState::Finished)
        layers =
            model::inspect(training::loadNetwork(path.string(), true).network, config::penaltyInForce(config), stop);
    printResult(options, path, result, layers, config);
    return exitCode(result.state);
}

// The launched process checks the changes of a run that is resumed.
int launchElsewhere(const TrainOptions& options) {
    LaunchRequest request{options.on, options.resume, {}, {}, options.threads, options.json};
    const auto pass = [&](const std::string& option, const std::string& value) {
        request.arguments.insert(request.arguments.end(), {option, value});
    };
    const distributed::Timeouts usual{};
    if (options.rendezvousSeconds != usual.rendezvous.count())
        pass("--rendezvous-timeout", std::to_string(options.rendezvousSeconds));
    if (options.silenceSeconds != usual.silence.count())
        pass("--peer-timeout", std::to_string(options.silenceSeconds));
    if (!options.lease.empty())
        pass("--lease", options.lease);
    if (options.resume.empty()) {
        request.config = resolveConfig(options.source, assignmentsOf(options), options.device);
        checkDetector(options, *request.config);
        request.run = newFolder(options, *request.config);
        return launchRun(request);
    }
    for (const std::string& assignment : assignmentsOf(options))
        pass("--set", assignment);
    if (!options.device.empty())
        pass("--device", options.device);
    if (!options.from.empty())
        pass("--from", options.from);
    checkDetector(options, telemetry::readConfigInForce(options.resume));
    return launchRun(request);
}

int run(const TrainOptions& options) {
    if (options.resume.empty() == options.source.empty())
        throw std::invalid_argument(
            options.resume.empty() ? "train requires a configuration file, a preset (isonet presets) or --resume RUN"
                                   : "train accepts either a configuration or --resume RUN, not both");
    if (!options.resume.empty() && !options.runDir.empty())
        throw std::invalid_argument("--run-dir cannot be combined with --resume: a resumed run stays in its folder");
    if (options.resume.empty() && !options.from.empty())
        throw std::invalid_argument("--from chooses the checkpoint of a run to resume; add --resume RUN");
    if (!options.on.empty())
        return launchElsewhere(options);
    Interrupt interrupt;
    const auto group =
        joinGroup({std::chrono::seconds(options.rendezvousSeconds), std::chrono::seconds(options.silenceSeconds)});
    return runInGroup(group.get(), [&] { return train(options, interrupt.token(), group.get()); });
}

void add(Verb app, bool detector) {
    auto options = std::make_shared<TrainOptions>();
    options->detector = detector;
    Verb verb = app.verb("train", std::string("Train a ") + (detector ? "detector" : "network") +
                                      "; Ctrl-C stops it, --resume continues it");
    verb.option("CONFIG", options->source, "YAML file or preset name (isonet presets)");
    verb.option("--set", options->assignments,
                "Override a key: --set optimizer.learning_rate=0.05, --set 'model.stages[2].channels=96' (repeatable; "
                "brackets need the quotes). With --resume, only keys that a run may change: optimizer.learning_rate, "
                "penalty.coefficient, run.epochs, run.checkpoint_activations, run.name, run.device, data.workers, "
                "data.root, schedule.*, telemetry.*")
        .oneEach();
    verb.option("--epochs", options->epochs,
                "Train for this many epochs; milestones and warmup keep their fraction of them unless --set gives "
                "them. The same as --set run.epochs")
        .within(1, 100000);
    verb.option("--run-dir", options->runDir, "Folder of this run; must be new or empty");
    verb.option("--runs", options->runs,
                "Folder of all runs; the run's folder is named after network, dataset and time");
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.option("--resume", options->resume,
                "Resume this run from its last checkpoint; --set says which keys may change");
    verb.option("--from", options->from,
                "With --resume: the checkpoint to resume from instead of latest: best, epoch-N, or start (the first "
                "step). Checkpoints that would be overwritten are moved to checkpoints/replaced-N");
    verb.option("--on", options->on,
                "Launch the run and return: process (survives this terminal), devices:cuda:0-3 (a rank for each), "
                "slurm[:partition=P,nodes=N,gpus=G,time=T,account=A,extra=\"--OPTION\"] or "
                "ssh:HOST[,folder=F,program=P,on=devices:...]; isonet jobs and isonet control follow it");
    verb.option("--threads", options->threads, "With --on: CPU threads of each process; 0: automatic").within(0, 4096);
    verb.option("--rendezvous-timeout", options->rendezvousSeconds,
                "Seconds to wait for the other processes of a group (torchrun, srun) at the start")
        .within(1, 86400);
    verb.option("--peer-timeout", options->silenceSeconds,
                "Seconds without a heartbeat after which a process of the group is considered lost. With torchrun, at "
                "most 20: it kills the others 30 seconds after one has ended, and then none can say which it was")
        .within(2, 3600);
    verb.option("--lease", options->lease,
                "Of a row that a queue has started: the token of its lease (isonet queue passes it)");
    verb.flag("--quiet", options->quiet, "Print no progress");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.footer(
        std::string("\nMultiple GPUs or machines: start one process per GPU with torchrun or srun. run.batch_size is "
                    "the total over\n"
                    "all processes, and rank 0 writes the run:\n"
                    "  torchrun --no-python --nproc-per-node 4 isonet train CONFIG.yaml --run-dir DIR\n\n") +
        app.footer());
    verb.runs([options] { return run(*options); });
}

}  // namespace

void addTrain(Verb app) {
    add(app, false);
}

void addDetectTrain(Verb detect) {
    add(detect, true);
}

}  // namespace isonet::cli
