#include "training/scheduler/QueueState.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "model/base/AtomicFile.h"
#include "model/base/JsonText.h"
#include "training/scheduler/QueueLock.h"
#include "training/telemetry/StorageError.h"

namespace isonet::scheduler {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestState = std::size_t{16} << 20;
constexpr std::size_t kMostFailures = 100;
constexpr int kVersion = 1;

[[noreturn]] void damaged(const fs::path& file, const std::string& why) {
    throw telemetry::StorageError(
        file.string() + ": damaged: " + why +
        ". Delete the file: the queue then has no pause, priorities or retries; its rows and their runs stay.");
}

int bounded(const Json& json, const char* key, int least, int most) {
    const auto value = json.at(key).get<std::int64_t>();
    if (value < least || value > most)
        throw std::out_of_range(std::string(key) + " is " + std::to_string(value) +
                                "; accepted: " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<int>(value);
}

RowFailures failuresOf(const Json& json) {
    RowFailures failures;
    for (const auto& one : json.at("all"))
        failures.all.push_back({one.at("reason").get<std::string>(), one.value("when", 0.0),
                                one.value("where", std::string()), one.value("token", std::string())});
    failures.since = bounded(json, "since", 0, 1000000);
    return failures;
}

QueueState stateOf(const Json& json) {
    if (bounded(json, "version", 1, 1000000) > kVersion)
        throw std::out_of_range("it was written by a later version of this program; update this one");
    QueueState state;
    state.paused = json.value("paused", false);
    if (json.contains("retries"))
        state.retries = bounded(json, "retries", 0, kMostRetries);
    state.onFailure = onFailureOf(json.value("on_failure", std::string("continue")));
    state.slots = json.value("slots", std::string());
    state.stoppedBy = json.value("stopped_by", std::string());
    state.stopped = json.value("stopped", std::set<std::string>());
    if (json.contains("priorities"))
        for (const auto& [row, unused] : json.at("priorities").items())
            state.priorities[row] = bounded(json.at("priorities"), row.c_str(), -kHighestPriority, kHighestPriority);
    if (json.contains("failures"))
        for (const auto& [row, failures] : json.at("failures").items())
            state.failures[row] = failuresOf(failures);
    return state;
}

void put(Json& json, const QueueState& state) {
    json["version"] = kVersion;
    json["paused"] = state.paused;
    json["retries"] = state.retries;
    json["on_failure"] = name(state.onFailure);
    json["slots"] = state.slots;
    json["stopped_by"] = state.stoppedBy;
    json["stopped"] = state.stopped;
    json["priorities"] = Json::object();
    for (const auto& [row, priority] : state.priorities)
        json["priorities"][row] = priority;
    json["failures"] = Json::object();
    for (const auto& [row, failures] : state.failures) {
        auto all = Json::array();
        for (const auto& one : failures.all)
            all.push_back({{"reason", one.reason}, {"when", one.when}, {"where", one.where}, {"token", one.token}});
        json["failures"][row] = {{"since", failures.since}, {"all", all}};
    }
}

Json readJson(const fs::path& queue) {
    const fs::path file = queue / kQueueStateFile;
    std::error_code error;
    if (!fs::exists(file, error))
        return Json::object({{"version", kVersion}});
    try {
        auto json = Json::parse(base::readFile(file, kLargestState));
        if (!json.is_object())
            damaged(file, "it is not a JSON object");
        return json;
    } catch (const std::system_error& failure) {
        throw telemetry::storageError(file, "cannot be read", failure.code());
    } catch (const Json::exception& failure) {
        damaged(file, failure.what());
    }
}

QueueState parsed(const fs::path& queue, const Json& json) {
    try {
        return stateOf(json);
    } catch (const std::exception& failure) {  // of JSON, or a value that is not accepted
        damaged(queue / kQueueStateFile, failure.what());
    }
}

}  // namespace

std::string_view name(OnFailure choice) {
    return choice == OnFailure::Stop ? "stop" : "continue";
}

OnFailure onFailureOf(std::string_view name) {
    if (name == "continue")
        return OnFailure::Continue;
    if (name == "stop")
        return OnFailure::Stop;
    throw std::invalid_argument("on_failure is '" + std::string(name) + "'; accepted: continue, stop");
}

int QueueState::priority(const std::string& row) const {
    const auto found = priorities.find(row);
    return found == priorities.end() ? 0 : found->second;
}

bool QueueState::isExhausted(const std::string& row) const {
    const auto found = failures.find(row);
    return found != failures.end() && found->second.since > retries;
}

bool QueueState::addFailure(const std::string& row, Failure failure) {
    auto& known = failures[row];
    if (!failure.token.empty() && std::ranges::find(known.all, failure.token, &Failure::token) != known.all.end())
        return false;
    ++known.since;
    known.all.push_back(std::move(failure));
    if (known.all.size() > kMostFailures)
        known.all.erase(known.all.begin());
    return true;
}

void QueueState::allowRetry(const std::string& row) {
    if (const auto found = failures.find(row); found != failures.end())
        found->second.since = 0;
    stopped.erase(row);
    if (stoppedBy == row)
        stoppedBy.clear();
}

void QueueState::allowAllRetries() {
    for (auto& [row, known] : failures)
        known.since = 0;
    stopped.clear();
    stoppedBy.clear();
}

QueueState readQueueState(const fs::path& queue) {
    return parsed(queue, readJson(queue));
}

QueueState changeQueueState(const fs::path& queue, const std::function<void(QueueState&)>& change) {
    const QueueLock lock(queue);
    Json json = readJson(queue);
    const QueueState before = parsed(queue, json);
    QueueState state = before;
    change(state);
    if (state == before)
        return state;
    put(json, state);
    telemetry::writeFileAtomically(queue / kQueueStateFile, base::jsonText(json) + "\n");
    return state;
}

std::vector<std::size_t> startOrder(const sweeps::Sweep& sweep, const QueueState& state) {
    std::vector<std::size_t> order(sweep.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t left, std::size_t right) {
        return state.priority(sweep.rows[left].id) > state.priority(sweep.rows[right].id);
    });
    return order;
}

}  // namespace isonet::scheduler
