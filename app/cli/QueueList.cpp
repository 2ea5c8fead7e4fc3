#include "app/cli/QueueList.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/cli/ExitCode.h"
#include "app/cli/QueueRun.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "training/config/RunConfigYaml.h"
#include "training/scheduler/Scheduler.h"

namespace isonet::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ListedRow {
    const sweeps::SweepRow* row;
    scheduler::RowFacts facts;
    const scheduler::RowFailures* failures;  // null: none
    int priority;
    bool stopped;
    double secondsLeft;
};

struct ListedQueue {
    explicit ListedQueue(const fs::path& folder)
        : queue(sweeps::Queue::open(folder)), state(scheduler::readQueueState(folder)) {
        scheduler::RowWatch watch(
            [](const launch::Ticket& ticket, const fs::path& run) { return launch::look(ticket, run); },
            std::chrono::milliseconds(0));
        std::vector<sweeps::RowResult> results;
        std::vector<std::size_t> waiting;
        std::vector<scheduler::RowFacts> facts;
        const auto& all = queue.sweep().rows;
        for (const auto& row : all) {
            facts.push_back(watch.look(queue, row, false));
            results.push_back(facts.back().result);
        }
        for (const std::size_t i : scheduler::startOrder(queue.sweep(), state))
            if (!facts[i].alive && !isDone(results[i].state) && !state.isExhausted(all[i].id) &&
                !state.stopped.contains(all[i].id))
                waiting.push_back(i);
        const auto running = std::count_if(facts.begin(), facts.end(), [](const auto& one) { return one.alive; });
        estimate = scheduler::estimate(queue.sweep(), results, waiting, slotsOf(static_cast<int>(running)));
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto found = state.failures.find(all[i].id);
            rows.push_back({&all[i], std::move(facts[i]), found == state.failures.end() ? nullptr : &found->second,
                            state.priority(all[i].id), state.stopped.contains(all[i].id), estimate.rows[i]});
        }
    }

    // The number of running rows; before any runs, the slots of the queue that this machine has.
    int slotsOf(int running) const {
        if (running > 0)
            return running;
        try {
            const auto capacity = localCapacity();
            return scheduler::slotCount(scheduler::parseSlots(state.slots, capacity), capacity, 0);
        } catch (const std::invalid_argument&) {
            return 1;
        }
    }

    sweeps::Queue queue;
    scheduler::QueueState state;
    scheduler::QueueEstimate estimate;
    std::vector<ListedRow> rows;
};

// A row whose process could not begin its run has failed, although no run says so.
sweeps::RowState stateOf(const ListedRow& row) {
    const auto state = row.facts.result.state;
    if (row.facts.alive)
        return sweeps::RowState::Running;
    const bool failed = row.failures && row.failures->since > 0 && !isDone(state);
    return failed ? sweeps::RowState::Failed : state;
}

std::string listedState(const ListedRow& row) {
    if (row.facts.alive && row.facts.report.state == launch::JobState::Pending)
        return "pending";
    if (row.facts.alive && row.facts.report.state == launch::JobState::Silent)
        return "silent";
    if (row.facts.alive)
        return row.facts.result.paused ? "paused" : "running";
    return std::string(rowStateName(stateOf(row))) + (row.stopped ? ", stopped" : "");
}

std::string listedPlace(const ListedRow& row) {
    if (!row.facts.alive || !row.facts.lease)
        return "";
    return row.facts.device + (row.facts.here ? "" : " on " + row.facts.lease->holder.host);
}

Json numberOrNull(double value) {
    return value >= 0 ? Json(value) : Json(nullptr);
}

Json rowJson(const ListedRow& row) {
    const auto& result = row.facts.result;
    Json json{{"row", row.row->id},
              {"label", row.row->label},
              {"method", row.row->method},
              {"run", result.run.string()},
              {"state", rowStateName(stateOf(row))},
              {"running", row.facts.alive},
              {"stopped", row.stopped},
              {"priority", row.priority},
              {"step", result.step},
              {"steps", result.steps},
              {"seconds", result.seconds},
              {"seconds_left", numberOrNull(row.secondsLeft)},
              {"message", result.message}};
    if (row.facts.alive) {
        json["job_state"] = stateName(row.facts.report.state);
        json["job_detail"] = row.facts.report.detail;
    }
    if (row.facts.alive && row.facts.lease) {
        json["device"] = row.facts.device;
        json["host"] = row.facts.lease->holder.host;
        json["process"] = row.facts.lease->holder.process;
    }
    auto failures = Json::array();
    if (row.failures)
        for (const auto& one : row.failures->all)
            failures.push_back({{"reason", one.reason}, {"when", one.when}, {"where", one.where}});
    json["failures"] = failures;
    return json;
}

Json queueJson(const ListedQueue& queue) {
    auto rows = Json::array();
    for (const auto& row : queue.rows)
        rows.push_back(rowJson(row));
    return {{"folder", queue.queue.folder().string()},
            {"name", queue.queue.sweep().name},
            {"title", queue.queue.sweep().title},
            {"paused", queue.state.paused},
            {"retries", queue.state.retries},
            {"on_failure", scheduler::name(queue.state.onFailure)},
            {"slots", queue.state.slots.empty() ? "auto" : queue.state.slots},
            {"seconds_left", numberOrNull(queue.estimate.seconds)},
            {"rows", rows}};
}

void printQueue(const ListedQueue& queue) {
    Table table({"row", "state", "where", "done", "left", "priority", "failures"});
    for (const auto& row : queue.rows) {
        const auto& result = row.facts.result;
        const bool open = !isDone(result.state);
        table.add({row.row->id, listedState(row), listedPlace(row),
                   result.steps > 0
                       ? fixed(100.0 * static_cast<double>(result.step) / static_cast<double>(result.steps), 0) + " %"
                       : "",
                   open && row.secondsLeft >= 0 ? duration(row.secondsLeft) : "",
                   row.priority != 0 ? std::to_string(row.priority) : "",
                   row.failures && !row.failures->all.empty() ? std::to_string(row.failures->all.size()) : ""});
    }
    table.print(std::cout);
    for (const auto& row : queue.rows)
        if (!isDone(row.facts.result.state) && row.failures && !row.failures->all.empty())
            std::cout << base::shownName(row.row->id) << ": " << base::shownText(row.failures->all.back().reason)
                      << '\n';
    std::cout << base::shownName(queue.queue.sweep().name) << ": slots "
              << (queue.state.slots.empty() ? "auto" : base::shownName(queue.state.slots)) << ", "
              << queue.state.retries << (queue.state.retries == 1 ? " retry" : " retries")
              << (queue.state.paused ? ", paused" : "");
    if (queue.estimate.seconds > 0)
        std::cout << ", about " << duration(queue.estimate.seconds) << " left";
    std::cout << '\n';
}

}  // namespace

int listRows(const fs::path& folder, bool json) {
    const ListedQueue queue(folder);
    if (json)
        std::cout << base::jsonText(queueJson(queue)) << '\n';
    else
        printQueue(queue);
    return Done;
}

int listQueues(const fs::path& folder, bool json) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (sweeps::isQueue(entry->path()))
            folders.push_back(entry->path());
    std::ranges::sort(folders);
    auto all = Json::array();
    Table table({"queue", "rows", "running", "done", "left", "folder"});
    for (const auto& one : folders) {
        try {
            const ListedQueue queue(one);
            const auto count = [&](auto counts) {
                return std::to_string(std::count_if(queue.rows.begin(), queue.rows.end(), counts));
            };
            all.push_back(queueJson(queue));
            table.add({queue.queue.sweep().name, std::to_string(queue.rows.size()),
                       count([](const ListedRow& row) { return row.facts.alive; }),
                       count([](const ListedRow& row) { return isDone(row.facts.result.state); }),
                       queue.estimate.seconds > 0 ? duration(queue.estimate.seconds) : "", one.string()});
        } catch (const config::ConfigError& failure) {
            std::cerr << "isonet: " << base::shownText(failure.what()) << '\n';
        } catch (const telemetry::StorageError& failure) {
            std::cerr << "isonet: " << base::shownText(failure.what()) << '\n';
        }
    }
    if (json)
        std::cout << base::jsonText(all) << '\n';
    else if (all.empty())
        std::cout << "No queues in " << base::shownName(folder.string()) << ".\n";
    else
        table.print(std::cout);
    return Done;
}

}  // namespace isonet::cli
