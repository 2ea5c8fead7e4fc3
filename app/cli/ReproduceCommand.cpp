// isonet reproduce: runs a packaged or a user-defined sweep as a queue.
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/ProgressLine.h"
#include "app/cli/QueueRun.h"
#include "app/cli/Ranks.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/base/Suggestion.h"
#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Comparisons.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/ResultsTable.h"
#include "training/sweeps/RowGroups.h"
#include "training/sweeps/RowMeasures.h"
#include "training/sweeps/Scale.h"
#include "training/sweeps/SweepYaml.h"
#include "training/sweeps/runner/QueueRunner.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;
using namespace sweeps;

struct ReproduceOptions {
    std::string source, out, resume, device;
    Scale scale;
    QueueRunOptions scheduling;
    bool list = false, json = false, quiet = false;
};

Sweep readSweep(const std::string& source) {
    if (const auto* packaged = findPackaged(source))
        return *packaged;
    const fs::path file(source);
    if (fs::exists(file) || file.has_parent_path() || file.has_extension())
        return loadSweep(file);
    std::vector<std::string_view> tables, others;
    for (const auto& table : paperTables())
        tables.push_back(table.name);
    for (const auto& sweep : comparisons())
        others.push_back(sweep.name);
    std::vector<std::string_view> names = tables;
    names.insert(names.end(), others.begin(), others.end());
    throw std::invalid_argument("'" + source + "' is neither a table from the paper (" + base::joined(tables) +
                                "), nor a packaged sweep (" + base::joined(others) + "), nor a sweep file" +
                                base::didYouMean(source, names));
}

int listPackaged(bool json) {
    const std::pair<const char*, const std::vector<Sweep>&> kinds[] = {{"paper", paperTables()},
                                                                       {"comparison", comparisons()}};
    auto all = nlohmann::ordered_json::array();
    Table text({"sweep", "rows", "title"});
    for (const auto& [kind, sweeps] : kinds)
        for (const Sweep& sweep : sweeps) {
            all.push_back({{"name", sweep.name}, {"title", sweep.title}, {"rows", sweep.rows.size()}, {"kind", kind}});
            text.add({sweep.name, std::to_string(sweep.rows.size()), sweep.title});
        }
    if (json) {
        std::cout << base::jsonText(all) << '\n';
        return Done;
    }
    text.print(std::cout);
    return Done;
}

void printResults(const Queue& queue) {
    const auto results = queue.results();
    const auto table = resultTable(queue.sweep(), results);
    Table text(table.header);
    for (const auto& row : table.rows)
        text.add(row);
    std::cout << '\n' << queue.sweep().name << ": " << queue.sweep().title << "\n\n";
    text.print(std::cout);
    std::cout << '\n';
    for (const auto& note : resultNotes(queue.sweep()))
        std::cout << "- " << note << '\n';
    std::cout << "\nresults: " << base::shownName((queue.folder() / "results.md").string()) << " (.csv, .tex)\n";
}

// The spread of rows that differ only in the seed.
nlohmann::ordered_json repeatsJson(const Sweep& sweep, const std::vector<RowResult>& results) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& group : rowGroups(sweep)) {
        auto runs = nlohmann::ordered_json::array();
        for (const std::size_t row : group)
            runs.push_back(results[row].run.string());
        const auto& first = sweep.rows[group.front()];
        all.push_back({{"row", first.label}, {"method", first.method}, {"runs", runs}});
        const auto metrics = telemetry::headlineMetricsOf(first.config);
        const auto add = [&](const std::string& key, const std::vector<double>& values) {
            const Spread spread = spreadOf(values);
            if (spread.runs > 0)
                all.back()[key] = {{"mean", spread.mean},
                                   {"standard_deviation", spread.deviation},
                                   {"minimum", spread.lowest},
                                   {"maximum", spread.highest},
                                   {"finished", spread.runs}};
        };
        for (std::size_t f = 0; f < metrics.size(); ++f)
            add(std::string(metrics[f].key), finishedValues(results, group, f));
        for (const auto& measure : rowMeasures())
            add(measure.key, measureValues(measure, results, group));
    }
    return all;
}

nlohmann::ordered_json resultsJson(const Queue& queue, bool done) {
    auto rows = nlohmann::ordered_json::array();
    const auto results = queue.results();
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& row = queue.sweep().rows[i];
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
        const auto metrics = telemetry::headlineMetricsOf(row.config);
        for (std::size_t f = 0; f < metrics.size(); ++f) {
            const std::string key(metrics[f].key);
            rows.back()[key] = known(result.metrics[f]);
            rows.back()["paper_" + key] = f < row.paper.size() && row.paper[f] > 0 ? known(row.paper[f]) : nullptr;
        }
        rows.back()["best_" + std::string(metrics.front().key)] = known(result.best);
        for (const auto& measure : rowMeasures())
            if (!measure.ofTest || row.config.data.testSplit)
                rows.back()[measure.key] = known(measure.value(result));
    }
    nlohmann::ordered_json all = {{"experiment", queue.sweep().name},    {"title", queue.sweep().title},
                                  {"folder", queue.folder().string()},   {"state", done ? "done" : "interrupted"},
                                  {"notes", resultNotes(queue.sweep())}, {"rows", rows}};
    if (rowGroups(queue.sweep()).size() < results.size())
        all["repeats"] = repeatsJson(queue.sweep(), results);
    return all;
}

bool isScaled(const Scale& s) {
    return !s.dataset.empty() || s.root || !s.depths.empty() || s.epochs || s.timeLimit || s.batchSize || s.images ||
           s.validationImages || s.failsBelow || s.iterations || !s.rows.empty() || !s.assignments.empty();
}

Queue startNew(const ReproduceOptions& options, const Sweep& sweep, const distributed::Group* group) {
    for (const auto& row : sweep.rows)
        checkGroup(row.config, group);
    for (const auto& row : sweep.rows)
        warnOfUnusedSettings(row.config, row.id);
    if (!options.quiet && !options.json)
        for (const auto& note : sweep.notes)
            std::cerr << "isonet: note: " << base::shownText(note) << '\n';
    const auto folder = options.out.empty()
                            ? telemetry::RunDirectory::freshPath(telemetry::defaultRunsFolder(), sweep.name)
                            : fs::path(options.out);
    return Queue::create(folder, sweep);
}

Sweep resolve(const ReproduceOptions& options) {
    Scale scale = options.scale;
    if (!options.device.empty())
        scale.assignments.push_back("run.device=" + options.device);
    return scaled(readSweep(options.source), scale);
}

int printRows(const Sweep& sweep, bool yaml) {
    if (yaml) {
        std::cout << toYaml(sweep);
        return Done;
    }
    Table text({"row", "method", "depth", "rate", "batch", "epochs", "run"});
    for (const auto& row : sweep.rows)
        text.add({row.label, row.method, std::to_string(spec::depthOf(row.config.model)),
                  significant(row.config.optimizer.learningRate), std::to_string(row.config.run.batchSize),
                  std::to_string(row.config.run.epochs), row.id});
    text.print(std::cout);
    for (const auto& note : sweep.notes)
        std::cout << "- " << note << '\n';
    return Done;
}

void report(const ReproduceOptions& options, const Queue& queue, bool done) {
    if (options.json)
        std::cout << base::jsonText(resultsJson(queue, done)) << '\n';
    else
        printResults(queue);
}

// Several rows at a time, each in a separate process.
int workInParallel(const ReproduceOptions& options, Queue& queue, std::stop_token stop) {
    auto scheduling = options.scheduling;
    scheduling.quiet = options.quiet || options.json;
    const auto end = runScheduled(queue.folder(), scheduling, std::move(stop));
    queue.reload();
    const bool interrupted = end == scheduler::SchedulerEnd::Interrupted;
    report(options, queue, !interrupted);
    if (interrupted && !options.json)
        std::cout << "resume with: isonet queue run " << base::shellWord(queue.folder().string()) << '\n';
    return exitCodeOf(end, queue.folder());
}

int work(const ReproduceOptions& options, std::stop_token stop, distributed::Group* group) {
    auto queue = options.resume.empty() ? startNew(options, resolve(options), group) : Queue::open(options.resume);
    const bool quiet = options.quiet || options.json;
    if (!quiet)
        std::cerr << queue.sweep().name << ", " << queue.sweep().rows.size() << " runs -> "
                  << base::shownName(queue.folder().string()) << '\n';
    if (options.scheduling.scheduled())
        return workInParallel(options, queue, stop);
    ProgressLine progress(quiet);
    training::TrainingControl control;
    QueueEvents events;
    events.rowStarted = [&](std::size_t i) {
        const auto& row = queue.sweep().rows[i];
        progress.onMessage("\n[" + std::to_string(i + 1) + "/" + std::to_string(queue.sweep().rows.size()) + "] " +
                           row.id + ": " + row.method);
    };
    std::exception_ptr failure;  // of the first row that could not be trained
    events.rowFailed = [&](const SweepRow& row, const std::exception_ptr& error) {
        progress.finish();
        if (!failure)
            failure = error;
        else
            std::cerr << "isonet: " << row.id << ": " << base::shownText(queue.result(row).message) << '\n';
    };
    events.rowEnded = [&](const SweepRow&, const RowResult&) { progress.finish(); };
    const auto end = runQueue(queue, progress, control, stop, events, group);
    progress.finish();
    report(options, queue, end == QueueEnd::Done);
    if (end == QueueEnd::Interrupted && !options.json)
        std::cout << "resume with: isonet reproduce --resume " << base::shellWord(queue.folder().string()) << '\n';
    if (end == QueueEnd::Interrupted)
        return Interrupted;
    if (failure)
        std::rethrow_exception(failure);
    return Done;  // a row that diverged is a result
}

int run(const ReproduceOptions& options) {
    if (options.source.empty() && options.resume.empty())
        return listPackaged(options.json);
    if (!options.source.empty() && !options.resume.empty())
        throw std::invalid_argument("reproduce accepts either a sweep or --resume FOLDER, not both");
    if (!options.resume.empty() && (isScaled(options.scale) || !options.out.empty() || !options.device.empty()))
        throw std::invalid_argument(
            "--resume continues the queue unchanged and cannot be combined with options that change it");
    Interrupt interrupt;
    if (options.list) {
        if (!options.resume.empty())
            return printRows(Queue::open(options.resume).sweep(), options.json);
        // Listed without validation: the paper's tables need ImageNet.
        const bool unchanged = !isScaled(options.scale) && options.device.empty();
        return printRows(unchanged ? readSweep(options.source) : resolve(options), options.json);
    }
    const auto group = joinGroup({});
    if (group && options.scheduling.scheduled())
        throw std::invalid_argument(
            "--jobs, --devices, --retries and --on-failure start processes themselves and cannot be combined with a "
            "process group (torchrun, srun); run the command once, without one");
    return runInGroup(group.get(), [&]() -> int {
        if (!group || group->isFirst())
            return work(options, interrupt.token(), group.get());
        training::TrainingObserver silent;
        training::TrainingControl control;
        return followQueue(*group, silent, control, interrupt.token()) == QueueEnd::Done ? Done : Interrupted;
    });
}

// Documents the file format and the scaling rules.
const char* const kFooter = R"(
Without SWEEP: lists the packaged sweeps: the paper's tables, and comparisons of methods, such as constraints. At a scale other than the paper's, learning rates scale with the batch size
(rate x batch / 256: 0.01 for ISONet at 128), milestones and warmup keep their fraction of the epochs (warmup at least
half an epoch; below ten epochs a cosine schedule replaces the steps), and depths are rounded to the nearest ones of
the small-image family (6n + 2). The results list all changes.
Table 6 trains detectors on COCO or on data in its format: --data-root. Each row's backbone starts from its own weights:
--set resnet-34:detection.weights=RUN|FILE. For a small dataset: --depth 18 --epochs 2 --iterations 200 --images 8
--set optimizer.accumulate_batches=1 --set detection.short_side=192 --set detection.long_side=320.
N/A: diverged, or below fails_below (40 % in the paper's tables, the paper's rule).

A sweep file is YAML:
  sweep: rates                       # short name
  title: Which rate suits which depth
  base: isonet-20-fashion-mnist      # a preset, a configuration file in the same folder, or sections with keys
  set: {run.epochs: 1, data.train_images: 5000}    # milestones and warmup follow the epochs, unless they are set
  vary: {model.depth: [20, 32], optimizer.learning_rate: [0.01, 0.02]}    # one run per combination
  rows:                              # variants that are not lists; optional
    - {row: a, name: vanilla, method: Vanilla, set: {model.activation: relu}}
    - {row: b, name: isonet, method: ISONet, when: {model.depth: [20]}}   # only where the key has one of the values
More keys: notes, fails_below; in rows: paper, paper_depth, except. The paper's tables are complete examples:
isonet reproduce table4 --list --json prints one.

Any key can be varied, also those of single stages (from 0) and other parts of the network: stages[2].channels,
stem.kernel, head.pool, model.width_multiplier. Random search instead of a grid, or together with one:
  sample:
    stages[2].channels: {choose: [64, 96, 128]}
    optimizer.learning_rate: {log_uniform: [1e-3, 0.1]}
    model.dropout: {uniform: [0, 0.5]}      # integer: true rounds; keys with integer values are always integers
  samples: 20                        # runs per combination; the same sample_seed (default 1) draws the same values
  repeats: 3                         # each run with its seed and the next two; or seeds: [1, 2, 3]
  when: {model.depth: [20, 32]}      # of all rows, or in a row: only where each key has one of the values
  except:                            # of all rows, or in a row: changes or no run where other keys have given values
    - {where: {model.normalization: batch}, set: {optimizer.learning_rate: 0.1}}
    - {where: {model.depth: [50, 101], model.activation: relu}, skip: true}
Runs that differ only in the seed are one row of the results: mean ± standard deviation. curves.csv lists each metric
against each varied key with its mean, deviation, minimum and maximum.

Ctrl-C stops after writing a checkpoint (exit code 130); --resume FOLDER continues. Finished rows are not repeated.)";

}  // namespace

void addReproduce(Verb app) {
    auto options = std::make_shared<ReproduceOptions>();
    Verb verb =
        app.verb("reproduce", "Run a table from the paper, a packaged comparison or your own sweep as a queue of runs");
    auto& scale = options->scale;
    verb.option("SWEEP", options->source,
                "table1 to table7, constraints, optimizers, depths, offsets, or a sweep file (see below)");
    verb.option("--data", scale.dataset, "Dataset to use (isonet datasets)");
    verb.option("--data-root", scale.root, "Folder of the dataset (data.root)");
    verb.option("--depth", scale.depths,
                "Depth of all rows; a list runs every row at each depth, or replaces the depths of Tables 4 and 5")
        .separatedBy(',');
    verb.option("--epochs", scale.epochs, "Epochs per run");
    verb.option("--time-limit", scale.timeLimit, "Minutes of training of the rows with a time limit (constraints)");
    verb.option("--iterations", scale.iterations, "Optimizer steps per run, over all epochs (table6)");
    verb.option("--images", scale.images, "Number of training images; 0: all");
    verb.option("--validation-images", scale.validationImages, "Number of validation images; 0: all");
    verb.option("--batch-size", scale.batchSize, "Images per batch; learning rates scale with it");
    verb.option("--fails-below", scale.failsBelow, "Rows with a top-1 below this percentage are N/A");
    verb.option("--rows", scale.rows, "Run only these rows, by label or folder: --rows b,g").separatedBy(',');
    verb.option("--set", scale.assignments,
                "Override a key in every row, or in one row with ROW:key=value; applied last (repeatable). Quote a key "
                "with brackets: --set 'model.stages[2].channels=96'")
        .oneEach();
    verb.option("--device", options->device, "auto, cpu, cuda or cuda:N");
    addScheduling(verb, options->scheduling);
    verb.option("--out", options->out, "Folder of the queue; must be new or empty");
    verb.option("--resume", options->resume, "Resume the queue in this folder");
    verb.flag("--list", options->list, "List the rows without running them; with --json as a complete sweep file");
    verb.flag("--quiet", options->quiet, "Print no progress");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.footer(kFooter + std::string("\n\n") + app.footer());
    verb.runs([options] { return run(*options); });
}

}  // namespace isonet::cli
