// What the penalty adds to the loss: gamma times P, with the gamma that was in force at each step.
#pragma once

#include <optional>

#include "widgets/RunData.h"

namespace isonet::widgets {

// For each point of `penalty`. A run whose gamma was turned has recorded each new value
// ("changed/penalty.coefficient"); before the first one, the loss less its cross entropy (a detector's five losses) is
// what the penalty added.
// Nothing where there is no penalty or the configuration is not known.
std::optional<QVector<double>> scaledPenalty(const RunData& data, const Series& penalty);

// A detector's loss without the penalty, the sum of its five, for each point of the first of them, `objectness`.
std::optional<QVector<double>> detectionLoss(const RunData& data, const Series& objectness);

}  // namespace isonet::widgets
