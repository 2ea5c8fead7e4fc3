#include "training/scheduler/Estimates.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <utility>

#include "model/spec/NetworkPlan.h"

namespace isonet::scheduler {
namespace {

using sweeps::RowResult;
using sweeps::RowState;
using sweeps::SweepRow;

constexpr std::int64_t kMeasuredSteps = 10;

double imagesPerStep(const config::RunConfig& config) {
    return static_cast<double>(config.run.batchSize) * config.optimizer.accumulateBatches;
}

// Of one image; 0: unknown.
double planFlops(const spec::ModelSpec& model) {
    try {
        return static_cast<double>(spec::plan(model).flops);
    } catch (const std::invalid_argument&) {
        return 0;
    }
}

// Estimates are made every second, and a plan may take long: one with tailored activations solves for them.
double flopsOf(const spec::ModelSpec& model) {
    constexpr std::size_t most = 64;
    static std::mutex mutex;
    static std::deque<std::pair<spec::ModelSpec, double>> known;
    const std::lock_guard lock(mutex);
    const auto found = std::ranges::find(known, model, &std::pair<spec::ModelSpec, double>::first);
    if (found != known.end())
        return found->second;
    if (known.size() == most)
        known.pop_front();
    return known.emplace_back(model, planFlops(model)).second;
}

// FLOPs of a step's images; 0: unknown.
double workPerStep(const config::RunConfig& config) {
    return imagesPerStep(config) * flopsOf(config.model);
}

struct Measured {
    const SweepRow* row = nullptr;
    std::size_t index = 0;
    double work = 0, secondsPerStep = 0, imagesPerEpoch = 0;
};

std::vector<Measured> measuredRows(const sweeps::Sweep& sweep, const std::vector<RowResult>& results) {
    std::vector<Measured> all;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto& result = results[i];
        const auto& config = sweep.rows[i].config;
        if (result.step < kMeasuredSteps || result.seconds <= 0 || result.steps <= 0 || config.run.epochs < 1)
            continue;
        all.push_back({&sweep.rows[i], i, workPerStep(config), result.seconds / static_cast<double>(result.step),
                       static_cast<double>(result.steps) / config.run.epochs * imagesPerStep(config)});
    }
    return all;
}

// Its time per step is -1 if it is unknown.
EstimateBasis basisOf(const SweepRow& row, const std::vector<Measured>& measured) {
    const double work = workPerStep(row.config);
    const Measured* best = nullptr;
    double distance = 0;
    bool isSame = false;
    for (const auto& one : measured) {
        if (one.work <= 0 || work <= 0)
            continue;
        const bool same = one.row->config.model == row.config.model && one.work == work;
        const double away = same ? -1 : std::abs(std::log(one.work / work));
        if (!best || away < distance) {
            best = &one;
            distance = away;
            isSame = same;
        }
    }
    EstimateBasis basis;
    basis.secondsPerStep = best ? best->secondsPerStep * work / best->work : -1;
    basis.row = best ? static_cast<std::ptrdiff_t>(best->index) : -1;
    basis.sameNetwork = isSame;
    return basis;
}

double stepsOf(const SweepRow& row, const RowResult& result, const std::vector<Measured>& measured) {
    if (result.steps > 0)
        return static_cast<double>(result.steps);
    const auto epochs = [&](double images) {
        return std::floor(images / imagesPerStep(row.config)) * row.config.run.epochs;
    };
    for (const auto& one : measured)
        if (one.row->config.data == row.config.data)
            return epochs(one.imagesPerEpoch);
    if (row.config.data.trainImages > 0)
        return epochs(static_cast<double>(row.config.data.trainImages));
    return -1;
}

double secondsLeftOf(const SweepRow& row, const RowResult& result, const std::vector<Measured>& measured,
                     EstimateBasis& basis) {
    if (isDone(result.state))
        return 0;
    if (result.state == RowState::Running && result.secondsLeft >= 0)
        return result.secondsLeft;
    const auto found = basisOf(row, measured);
    const double steps = stepsOf(row, result, measured);
    if (found.secondsPerStep < 0 || steps < 0)
        return -1;
    basis = found;
    basis.steps = std::max(0.0, steps - static_cast<double>(result.step));
    return basis.steps * basis.secondsPerStep;
}

}  // namespace

QueueEstimate estimate(const sweeps::Sweep& sweep, const std::vector<RowResult>& results,
                       const std::vector<std::size_t>& order, int slots) {
    if (results.size() != sweep.rows.size())
        throw std::invalid_argument("estimate: " + std::to_string(results.size()) + " results of " +
                                    std::to_string(sweep.rows.size()) + " rows");
    const auto measured = measuredRows(sweep, results);
    QueueEstimate all;
    std::priority_queue<double, std::vector<double>, std::greater<>> ends;  // of the slots
    bool known = true;
    for (std::size_t i = 0; i < results.size(); ++i) {
        all.rows.push_back(secondsLeftOf(sweep.rows[i], results[i], measured, all.bases.emplace_back()));
        if (results[i].state != RowState::Running)
            continue;
        known = known && all.rows.back() >= 0;
        ends.push(std::max(0.0, all.rows.back()));
    }
    while (ends.size() < static_cast<std::size_t>(std::max(1, slots)))
        ends.push(0);
    double last = 0;
    for (const std::size_t row : order) {
        if (results.at(row).state == RowState::Running || isDone(results[row].state))
            continue;
        known = known && all.rows[row] >= 0;
        const double end = ends.top() + std::max(0.0, all.rows[row]);
        ends.pop();
        ends.push(end);
    }
    for (; !ends.empty(); ends.pop())
        last = ends.top();
    if (known)
        all.seconds = last;
    return all;
}

}  // namespace isonet::scheduler
