// What a run measures and when, from its configuration, as training/engine/loop does it (MeasurementSchedule,
// ScalarRecorder, TrainingLoop).
#pragma once

#include <cstdint>
#include <optional>

#include "training/config/RunConfig.h"

namespace isonet::schedule {

// Scalars: losses, training accuracy, deviations of the penalized layers. Layers: singular values, their measures,
// offsets b, momenta, deviations of the other layers. Signals: norms of activations and gradients.
enum class Measured { Scalars, Layers, Signals, Validation };

// The first step above `step` (-1: of the whole run) at which a run of `config` measures `kind`; steps are optimizer
// steps done. Nothing: not again, or never. Spectra are computed in the background: if those before take longer than
// the interval, they start later than this. `stepsPerEpoch` 0: not known yet; nothing that depends on it is then
// returned.
std::optional<std::int64_t> nextMeasurement(const config::RunConfig& config, Measured kind, std::int64_t step,
                                            std::int64_t stepsPerEpoch);

}  // namespace isonet::schedule
