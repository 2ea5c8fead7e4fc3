// isonet reproduce: the paper's tables and people's own sweeps, as a queue of runs.
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/Ranks.h"
#include "app/cli/Table.h"
#include "training/config/Figures.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Suggestion.h"
#include "training/experiments/QueueRunner.h"
#include "training/experiments/Results.h"
#include "training/experiments/Scale.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;
using namespace experiments;

struct ReproduceOptions {
    std::string source, out, resume, device;
    Scale scale;
    bool list = false, json = false, quiet = false;
};

config::Experiment readExperiment(const std::string& source) {
    if (const auto* table = config::findPaperTable(source))
        return *table;
    const fs::path file(source);
    if (fs::exists(file) || file.has_parent_path() || file.has_extension())
        return config::loadExperiment(file);
    std::vector<std::string_view> names;
    for (const auto& table : config::paperTables())
        names.push_back(table.name);
    throw std::invalid_argument("'" + source + "' is neither a table of the paper (" + config::joined(names) +
                                ") nor an experiment file" + config::didYouMean(source, names));
}

int listTables(bool json) {
    if (json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& table : config::paperTables())
            all.push_back({{"name", table.name}, {"title", table.title}, {"rows", table.rows.size()}});
        std::cout << all.dump(2) << '\n';
        return Done;
    }
    Table text({"experiment", "rows", "what it is"});
    for (const auto& table : config::paperTables())
        text.add({table.name, std::to_string(table.rows.size()), table.title});
    text.print(std::cout);
    return Done;
}

void printResults(const Queue& queue) {
    const auto results = queue.results();
    const auto table = resultTable(queue.experiment(), results);
    Table text(table.header);
    for (const auto& row : table.rows)
        text.add(row);
    std::cout << '\n' << queue.experiment().name << ": " << queue.experiment().title << "\n\n";
    text.print(std::cout);
    std::cout << '\n';
    for (const auto& note : resultNotes(queue.experiment()))
        std::cout << "- " << note << '\n';
    std::cout << "\nresults: " << (queue.folder() / "results.md").string() << " (.csv, .tex)\n";
}

nlohmann::ordered_json resultsJson(const Queue& queue, QueueEnd end) {
    auto rows = nlohmann::ordered_json::array();
    const auto results = queue.results();
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& row = queue.experiment().rows[i];
        const auto& result = results[i];
        const auto known = [](double value) { return value >= 0 ? nlohmann::ordered_json(value) : nullptr; };
        rows.push_back({{"row", row.label},
                        {"method", row.method},
                        {"network", spec::networkName(row.config.model)},
                        {"run", result.run.string()},
                        {"state", rowStateName(result.state)},
                        {"not_converged", result.failed},
                        {"paper_not_converged", row.paperFailed},
                        {"paper_depth", row.paperDepth > 0 ? nlohmann::ordered_json(row.paperDepth) : nullptr},
                        {"seconds", result.seconds},
                        {"message", result.message}});
        const auto figures = config::figuresOf(row.config);
        for (std::size_t f = 0; f < figures.size(); ++f) {
            const std::string key(figures[f].key);
            rows.back()[key] = known(result.figures[f]);
            rows.back()["paper_" + key] = f < row.paper.size() && row.paper[f] > 0 ? known(row.paper[f]) : nullptr;
        }
        rows.back()["best_" + std::string(figures.front().key)] = known(result.best);
    }
    return {{"experiment", queue.experiment().name},    {"title", queue.experiment().title},
            {"folder", queue.folder().string()},        {"state", end == QueueEnd::Done ? "done" : "interrupted"},
            {"notes", resultNotes(queue.experiment())}, {"rows", rows}};
}

bool asksForScale(const Scale& s) {
    return !s.dataset.empty() || s.root || !s.depths.empty() || s.epochs || s.batchSize || s.images ||
           s.validationImages || s.failsBelow || s.iterations || !s.rows.empty() || !s.assignments.empty();
}

Queue startNew(const ReproduceOptions& options, const config::Experiment& experiment, const distributed::Group* group) {
    for (const auto& row : experiment.rows)
        checkShares(row.config, group);
    const auto folder = options.out.empty()
                            ? telemetry::RunDirectory::freshPath(telemetry::defaultRunsFolder(), experiment.name)
                            : fs::path(options.out);
    return Queue::create(folder, experiment);
}

config::Experiment resolve(const ReproduceOptions& options) {
    Scale scale = options.scale;
    if (!options.device.empty())
        scale.assignments.push_back("run.device=" + options.device);
    return scaled(readExperiment(options.source), scale);
}

int printRows(const config::Experiment& experiment, bool yaml) {
    if (yaml) {
        std::cout << config::toYaml(experiment);
        return Done;
    }
    Table text({"row", "method", "depth", "rate", "batch", "epochs", "run"});
    for (const auto& row : experiment.rows)
        text.add({row.label, row.method, std::to_string(row.config.model.depth),
                  significant(row.config.optimizer.learningRate), std::to_string(row.config.run.batchSize),
                  std::to_string(row.config.run.epochs), row.id});
    text.print(std::cout);
    for (const auto& note : experiment.notes)
        std::cout << "- " << note << '\n';
    return Done;
}

int work(const ReproduceOptions& options, std::stop_token stop, const distributed::Group* group) {
    auto queue = options.resume.empty() ? startNew(options, resolve(options), group) : Queue::open(options.resume);
    const bool quiet = options.quiet || options.json;
    if (!quiet)
        std::cerr << queue.experiment().name << ", " << queue.experiment().rows.size() << " runs -> "
                  << queue.folder().string() << '\n';
    ProgressLine progress(quiet);
    training::TrainingControl control;
    QueueEvents events;
    events.rowStarted = [&](std::size_t i) {
        const auto& row = queue.experiment().rows[i];
        progress.onMessage("\n[" + std::to_string(i + 1) + "/" + std::to_string(queue.experiment().rows.size()) + "] " +
                           row.id + ": " + row.method);
    };
    std::exception_ptr failure;  // of the first row that could not be trained
    events.rowFailed = [&](const config::ExperimentRow& row, const std::exception_ptr& error) {
        progress.finish();
        if (!failure)
            failure = error;
        else
            std::cerr << "isonet: " << row.id << ": " << queue.result(row).message << '\n';
    };
    events.rowEnded = [&](const config::ExperimentRow&, const RowResult&) { progress.finish(); };
    const auto end = runQueue(queue, progress, control, stop, events);
    progress.finish();
    if (options.json)
        std::cout << resultsJson(queue, end).dump(2) << '\n';
    else
        printResults(queue);
    if (end == QueueEnd::Interrupted && !options.json)
        std::cout << "go on with: isonet reproduce --resume " << queue.folder().string() << '\n';
    if (end == QueueEnd::Interrupted)
        return Interrupted;
    if (failure)
        std::rethrow_exception(failure);
    return Done;  // a row that diverged is a result
}

int run(const ReproduceOptions& options) {
    if (options.source.empty() && options.resume.empty())
        return listTables(options.json);
    if (!options.source.empty() && !options.resume.empty())
        throw std::invalid_argument("reproduce takes either an experiment or --resume FOLDER, not both");
    if (!options.resume.empty() && (asksForScale(options.scale) || !options.out.empty() || !options.device.empty()))
        throw std::invalid_argument("--resume goes on with the experiment as it is; no other option changes it");
    Interrupt interrupt;
    if (options.list) {
        if (!options.resume.empty())
            return printRows(Queue::open(options.resume).experiment(), options.json);
        // As it stands it need not be possible here: the paper's tables want ImageNet.
        const bool asIs = !asksForScale(options.scale) && options.device.empty();
        return printRows(asIs ? readExperiment(options.source) : resolve(options), options.json);
    }
    const auto group = joinOthers({});
    return together(group.get(), [&]() -> int {
        if (!group || group->isFirst())
            return work(options, interrupt.token(), group.get());
        training::TrainingObserver silent;
        training::TrainingControl control;
        return followQueue(silent, control, interrupt.token()) == QueueEnd::Done ? Done : Interrupted;
    });
}

// Documents the file format, and the rules of scaling.
const char* const kFooter = R"(
Without a name: the list of the paper's tables. At another scale than the paper's, the learning rates go with the
batch size (rate x batch / 256: 0.01 for ISONet at 128), milestones and warm-up keep their share of the epochs (warm-up
half an epoch at least; below ten epochs a cosine takes the place of the steps), and depths become the nearest the small
family has (6n + 2). The table says what was changed.
Table 6 trains detectors on COCO, or on data in its format: --data-root. Each row's backbone starts from weights of its
own: --set resnet-34:detection.weights=RUN|FILE. On a small folder: --depth 18 --epochs 2 --iterations 200 --images 8
--set optimizer.accumulate_batches=1 --set detection.short_side=192 --set detection.long_side=320.
N/A: diverged, or below fails_below (40 % in the paper's tables, its own rule).

An experiment file is YAML:
  experiment: rates                  # a short name
  title: Which rate suits which depth
  base: isonet-20-fashion-mnist      # a preset, a configuration file beside it, or sections with keys
  set: {run.epochs: 1, data.train_images: 5000}
  vary: {model.depth: [20, 32], optimizer.learning_rate: [0.01, 0.02]}    # a run of each combination
  rows:                              # variants that are not lists; may be left out
    - {row: a, name: vanilla, method: Vanilla, set: {model.activation: relu}}
    - {row: b, name: isonet, method: ISONet}
More keys: notes, fails_below; in rows: paper, paper_depth, except ([{where: {...}, set: {...}}]). Complete examples are
the paper's tables: isonet reproduce table4 --list --json prints one.

Ctrl-C stops with a checkpoint (exit code 130); --resume FOLDER goes on. Finished rows are not run again.)";

}  // namespace

void addReproduce(Verb app) {
    auto options = std::make_shared<ReproduceOptions>();
    Verb verb = app.verb("reproduce", "Run a table of the paper, or a sweep of your own, as a queue of runs");
    auto& scale = options->scale;
    verb.option("EXPERIMENT", options->source, "table1 to table7, or a YAML file of your own (below)");
    verb.option("--data", scale.dataset, "Data set to run it on (isonet datasets)");
    verb.option("--data-root", scale.root, "Folder of its files");
    verb.option("--depth", scale.depths, "Depth of all rows; several: every row at each, or Table 4's and 5's own")
        .separatedBy(',');
    verb.option("--epochs", scale.epochs, "Epochs of each run");
    verb.option("--iterations", scale.iterations, "Updates of each run, in all its epochs (table6)");
    verb.option("--images", scale.images, "Use so many training images; 0: all");
    verb.option("--validation-images", scale.validationImages, "Use so many validation images; 0: all");
    verb.option("--batch-size", scale.batchSize, "Images a batch; the learning rates go with it");
    verb.option("--fails-below", scale.failsBelow, "Percent of top-1 below which a row is N/A");
    verb.option("--rows", scale.rows, "Only these rows, by label or folder: --rows b,g").separatedBy(',');
    verb.option("--set", scale.assignments,
                "Change a key of every row, after all else, or of some: ROW:key=value (repeatable)")
        .oneEach();
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    verb.option("--out", options->out, "Folder of the queue; it must not exist yet or be empty");
    verb.option("--resume", options->resume, "Go on with the queue in this folder");
    verb.flag("--list", options->list, "Only say what would be run; with --json as a complete experiment file");
    verb.flag("--quiet", options->quiet, "No progress");
    verb.flag("--json", options->json, "Answer with JSON on stdout");
    verb.footer(kFooter + std::string("\n\n") + app.footer());
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
