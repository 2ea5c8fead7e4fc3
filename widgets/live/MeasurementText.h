// What a run measures and when, in words: for the header ("Next: spectra at step 200") and for pages without values.
#pragma once

#include <QString>
#include <vector>

#include "training/schedule/Measurements.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::widgets {

// What comes next, in one line; empty: the run does not train, or nothing follows.
QString nextMeasurementsText(const config::RunConfig& config, const telemetry::RunStatus& status);
// All kinds with their steps, for a tooltip.
QString nextMeasurementsTip(const config::RunConfig& config, const telemetry::RunStatus& status);

// "at step 0, then every 200 steps; after each epoch (step 469)". `stepsPerEpoch` 0: unknown.
QString measuredWhen(const std::vector<schedule::Measured>& kinds, const config::RunConfig& config,
                     std::int64_t stepsPerEpoch);

// 0: unknown.
std::int64_t stepsPerEpoch(const telemetry::RunStatus& status);

}  // namespace isonet::widgets
