#include "training/schedule/Measurements.h"

#include <algorithm>

namespace isonet::schedule {
namespace {

// The first multiple of `interval` above `step`.
std::int64_t multipleAfter(std::int64_t step, std::int64_t interval) {
    return step < 0 ? 0 : (step / interval + 1) * interval;
}

}  // namespace

std::optional<std::int64_t> nextMeasurement(const config::RunConfig& config, Measured kind, std::int64_t step,
                                            std::int64_t stepsPerEpoch) {
    const std::int64_t last = stepsPerEpoch * config.run.epochs;
    const bool known = stepsPerEpoch > 0;
    if (known && step >= last)
        return std::nullopt;
    const std::int64_t interval = kind == Measured::Scalars      ? config.telemetry.scalarSteps
                                  : kind == Measured::Validation ? 0
                                                                 : config.telemetry.spectrumSteps;
    if (kind == Measured::Signals && config.run.cudaGraph)
        return std::nullopt;  // a replayed graph computes only what was captured
    if (interval <= 0 && !known)
        return kind != Measured::Validation && step < 0 ? std::optional<std::int64_t>(0) : std::nullopt;
    // Without an interval: once per epoch.
    const std::int64_t from = kind == Measured::Validation ? std::max<std::int64_t>(step, 0) : step;
    const std::int64_t next = multipleAfter(from, interval > 0 ? interval : stepsPerEpoch);
    if (!known || next < last)
        return next;
    // The final weights have their own measurement; no step follows that could record signals.
    return kind == Measured::Signals ? std::nullopt : std::optional(last);
}

}  // namespace isonet::schedule
