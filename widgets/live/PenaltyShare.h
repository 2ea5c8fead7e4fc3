// The penalty's share of the loss: gamma * P, with the gamma in effect at each step.
#pragma once

#include <optional>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

// For each point of `penalty`, as recorded (tag "loss/weighted_penalty"). For runs of earlier versions it is computed
// from the recorded changes of gamma ("changed/penalty.coefficient"); before the first change it is the loss minus the
// cross entropy (minus a detector's five losses). Nothing if such a run has no penalty or its configuration is unknown.
std::optional<QVector<double>> scaledPenalty(const RunData& data, const Series& penalty);

// A detector's loss without the penalty: the sum of its five losses for each point of `objectness`, the first of them.
std::optional<QVector<double>> detectionLoss(const RunData& data, const Series& objectness);

}  // namespace isonet::widgets
