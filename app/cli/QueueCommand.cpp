// isonet queue: queues of runs that several windows, commands and machines share.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Interrupt.h"
#include "app/cli/QueueArray.h"
#include "app/cli/QueueList.h"
#include "app/cli/QueueRun.h"
#include "app/cli/Sources.h"
#include "model/base/ShownText.h"
#include "training/scheduler/QueueRows.h"
#include "training/telemetry/RunReading.h"

namespace isonet::cli {

namespace {

namespace fs = std::filesystem;

struct QueueOptions {
    std::string folder, source, row, device, label, on;
    std::vector<std::string> assignments, rows;
    std::optional<int> to, priority;
    QueueRunOptions run;
    bool json = false;
};

int addTo(const QueueOptions& options) {
    sweeps::SweepRow row;
    row.config = resolveConfig(options.source, options.assignments, options.device);
    row.label = options.label;
    row.method = networkTitle(row.config);
    const fs::path folder(options.folder);
    if (!sweeps::isQueue(folder)) {
        sweeps::Sweep sweep;
        const auto named = fs::absolute(folder).lexically_normal();
        sweep.name = (named.has_filename() ? named : named.parent_path()).filename().string();
        sweep.title = sweep.name;
        sweep.rows = {row};
        sweeps::nameRows(sweep);
        sweeps::Queue::create(folder, sweep);
        std::cout << base::shownName(sweep.rows.front().id) << '\n';
        return Done;
    }
    std::cout << base::shownName(scheduler::addRow(folder, row)) << '\n';
    return Done;
}

int list(const QueueOptions& options) {
    const fs::path folder = options.folder.empty() ? telemetry::defaultRunsFolder() : fs::path(options.folder);
    if (!options.folder.empty() && sweeps::isQueue(folder))
        return listRows(folder, options.json);
    if (std::error_code error; !options.folder.empty() && !fs::is_directory(folder, error))
        throw telemetry::StorageError(options.folder + ": no such folder. Name a queue, or a folder with queues.");
    return listQueues(folder, options.json);
}

int submit(const QueueOptions& options, const launch::Place& place) {
    const auto array = submitArray(options.folder, options.run, place.slurm);
    if (array.jobId.empty()) {
        std::cout << "No row of the queue is waiting.\n";
        return Done;
    }
    std::cout << "SLURM job " << array.jobId << ", " << array.rows.size()
              << (array.rows.size() == 1 ? " task:\n" : " tasks:\n");
    for (std::size_t task = 0; task < array.rows.size(); ++task)
        std::cout << "  " << array.jobId << '_' << task << "  " << base::shownName(array.rows[task]) << '\n';
    std::cout << "isonet queue list " << base::shellWord(options.folder) << " shows their progress.\n";
    return Done;
}

// How to run a queue where this place would run a single run, as the end of an error message.
std::string otherWay(const launch::Place& place) {
    if (place.kind == launch::PlaceKind::Ssh)
        return ". To use " + place.ssh.host + ", too: put the queue on a disk that both share and run there: ssh " +
               place.ssh.host + " isonet queue run FOLDER";
    if (place.devices.empty())
        return {};
    std::string devices;
    for (const auto& device : place.devices)
        devices += (devices.empty() ? "" : ",") + device;
    return ". A row trains on one device; for a row on each: --devices " + devices;
}

int runHere(const QueueOptions& options) {
    const launch::Place place = launch::parsePlace(options.on.empty() ? "process" : options.on);
    if (place.kind == launch::PlaceKind::Slurm)
        return submit(options, place);
    if (place.kind != launch::PlaceKind::Process || !place.devices.empty())
        throw std::invalid_argument("--on '" + options.on +
                                    "' is not accepted for a queue; accepted: process (on this computer; --devices "
                                    "says where), slurm with its options (one array, a task for each row)" +
                                    otherWay(place));
    Interrupt interrupt;
    const auto end = runScheduled(options.folder, options.run, interrupt.token());
    if (end == scheduler::SchedulerEnd::Interrupted)
        std::cout << "continue with: isonet queue run " << base::shellWord(options.folder) << '\n';
    else
        std::cout << "results: " << base::shownName((fs::path(options.folder) / "results.md").string())
                  << " (.csv, .tex)\n";
    return exitCodeOf(end, options.folder);
}

// Checks that it is a queue, too.
int setPaused(const QueueOptions& options, bool paused) {
    sweeps::Queue::open(options.folder);
    scheduler::changeQueueState(options.folder, [&](scheduler::QueueState& state) {
        state.paused = paused;
        if (!paused)
            state.stoppedBy.clear();
    });
    std::cout << (paused
                      ? "No further row is started; rows that are running continue.\n"
                      : "Rows are started again by the windows and commands that run the queue (isonet queue run).\n");
    return Done;
}

int move(const QueueOptions& options) {
    if (!options.to && !options.priority)
        throw std::invalid_argument("queue move requires --to POSITION, --priority NUMBER or both");
    const auto sweep = sweeps::Queue::open(options.folder).sweep();
    const auto id = sweep.rows[scheduler::findRow(sweep, options.row)].id;
    if (options.to)
        scheduler::moveRow(options.folder, id, *options.to);
    if (options.priority)
        scheduler::changeQueueState(options.folder, [&](scheduler::QueueState& state) {
            if (*options.priority == 0)
                state.priorities.erase(id);
            else
                state.priorities[id] = *options.priority;
        });
    return Done;
}

int retry(const QueueOptions& options) {
    const auto queue = sweeps::Queue::open(options.folder);
    std::vector<std::string> ids;
    for (const auto& name : options.rows) {
        const auto& row = queue.sweep().rows[scheduler::findRow(queue.sweep(), name)];
        if (const auto state = queue.result(row).state; isDone(state))
            throw std::invalid_argument(row.id + " has " +
                                        (state == sweeps::RowState::Finished ? "finished" : "diverged") +
                                        ", which is a result; accepted: rows that have failed or were stopped");
        ids.push_back(row.id);
    }
    scheduler::changeQueueState(options.folder, [&](scheduler::QueueState& state) {
        for (const auto& id : ids)
            state.allowRetry(id);
        if (ids.empty())
            state.allowAllRetries();
    });
    return Done;
}

int removeFrom(const QueueOptions& options) {
    const auto queue = sweeps::Queue::open(options.folder);
    const auto& row = queue.sweep().rows[scheduler::findRow(queue.sweep(), options.row)];
    scheduler::RowWatch watch(
        [](const launch::Ticket& ticket, const fs::path& run) { return launch::look(ticket, run); },
        std::chrono::milliseconds(0));
    const auto facts = watch.look(queue, row, false);
    if (facts.alive)
        throw telemetry::StorageError(row.id + " is being trained. Stop it first: isonet control " +
                                      base::shellWord(facts.result.run.string()) + " stop");
    scheduler::removeRow(options.folder, row.id);
    return Done;
}

std::shared_ptr<QueueOptions> begin(Verb& verb) {
    auto options = std::make_shared<QueueOptions>();
    verb.option("FOLDER", options->folder, "Folder of the queue").required();
    return options;
}

void declareAdd(Verb queue) {
    Verb verb = queue.verb("add", "Append an experiment to a queue as a row; a new folder becomes a queue");
    auto options = begin(verb);
    verb.option("CONFIG", options->source, "YAML file or preset name (isonet presets)").required();
    verb.option("--set", options->assignments, "Override a key: --set optimizer.learning_rate=0.05 (repeatable)")
        .oneEach();
    verb.option("--device", options->device,
                "auto, cpu, cuda or cuda:N, used when the row is trained outside of the queue");
    verb.option("--row", options->label, "Label of the row, the beginning of its name");
    verb.runs([options] { return addTo(*options); });
}

void declareList(Verb queue) {
    Verb verb = queue.verb("list", "List the rows of a queue: what runs where, progress, time left, failures");
    auto options = std::make_shared<QueueOptions>();
    verb.option("FOLDER", options->folder, "A queue, or a folder with queues (default: the folder of runs)");
    verb.flag("--json", options->json, "Print JSON to stdout");
    verb.runs([options] { return list(*options); });
}

void declareRun(Verb queue) {
    Verb verb = queue.verb("run", "Train the rows of a queue that are not done, several at a time");
    auto options = begin(verb);
    addScheduling(verb, options->run);
    verb.option("--row", options->run.rows, "Only this row, by name or label (repeatable)").oneEach();
    verb.option("--at-stop", options->run.atStop,
                "What Ctrl-C does to the rows: checkpoint stops them with a checkpoint, detach lets them keep training")
        .oneOf({"checkpoint", "detach"});
    verb.option("--on", options->on,
                "process (default), or slurm with options, such as slurm:partition=gpu,gpus=1,time=4:00:00: submits "
                "one array with a task for each row, --jobs of them at a time (default: all; SLURM provides the "
                "slots). On this computer --devices sets the slots; on several computers, run one command on each");
    verb.flag("--quiet", options->run.quiet, "Print no progress");
    verb.footer(
        "\nSeveral of these commands and windows, on one machine or several, can run one queue: no row is trained\n"
        "twice. Rows that have failed or were stopped are retried.\n" +
        queue.footer());
    verb.runs([options] { return runHere(*options); });
}

}  // namespace

void addQueue(Verb app) {
    Verb queue = app.verb("queue", "Create, run, watch and change queues of runs");
    queue.requireVerbs(1, 1);
    declareAdd(queue);
    declareList(queue);
    declareRun(queue);
    for (const bool paused : {true, false}) {
        Verb verb = paused ? queue.verb("pause", "Start no further row; rows that are running continue")
                           : queue.verb("resume", "Let rows be started again");
        auto options = begin(verb);
        verb.runs([options, paused] { return setPaused(*options, paused); });
    }
    Verb moving = queue.verb("move", "Change when a row is started");
    auto moved = begin(moving);
    moving.option("ROW", moved->row, "Name or label of the row").required();
    moving.option("--to", moved->to, "Its position in the queue, from 1");
    moving.option("--priority", moved->priority, "Rows of a higher priority are started first (0)")
        .within(-scheduler::kHighestPriority, scheduler::kHighestPriority);
    moving.runs([moved] { return move(*moved); });
    Verb retrying = queue.verb("retry", "Let rows that have failed or were stopped be started again");
    auto retried = begin(retrying);
    retrying.option("ROW", retried->rows, "Names or labels of rows (default: all)");
    retrying.runs([retried] { return retry(*retried); });
    Verb removing = queue.verb("remove", "Remove a row; its run stays in the folder");
    auto removed = begin(removing);
    removing.option("ROW", removed->row, "Name or label of the row").required();
    removing.runs([removed] { return removeFrom(*removed); });
}

}  // namespace isonet::cli
