#include "widgets/live/PenaltyShare.h"

#include <algorithm>

#include "training/telemetry/Tags.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

namespace {

// For runs of versions that did not record gamma * P.
std::optional<QVector<double>> rebuiltPenalty(const RunData& data, const Series& penalty) {
    if (!data.config() || data.config()->penalty.kind == spec::PenaltyKind::None)
        return std::nullopt;
    const double gamma = spec::coefficientInForce(data.config()->penalty);
    const auto* changes = data.series(telemetry::tags::changed + "penalty.coefficient");
    const auto* total = data.series(telemetry::tags::lossTotal);
    std::optional<Series> task;  // the loss without the penalty
    if (const auto* entropy = data.series(telemetry::tags::lossCrossEntropy)) {
        task = *entropy;
    } else if (const auto* objectness = data.series(telemetry::tags::lossObjectness)) {
        task = *objectness;
        task->values = detectionLoss(data, *objectness).value_or(QVector<double>());
    }
    QVector<double> scaled = penalty.values;
    for (qsizetype i = 0; i < scaled.size(); ++i) {
        const double step = penalty.steps[i];
        if (!changes) {
            scaled[i] *= gamma;
            continue;
        }
        const auto later =
            std::upper_bound(changes->steps.begin(), changes->steps.end(), step) - changes->steps.begin();
        if (later > 0) {
            scaled[i] *= changes->values[later - 1];
            continue;
        }
        const qsizetype a = total ? nearestIndex(total->steps, step) : -1;
        const qsizetype b = task ? nearestIndex(task->steps, step) : -1;
        // NaN stays NaN: the order of the arguments matters.
        scaled[i] = a >= 0 && b >= 0 ? std::max(total->values[a] - task->values[b], 0.0) : scaled[i] * gamma;
    }
    return scaled;
}

}  // namespace

std::optional<QVector<double>> scaledPenalty(const RunData& data, const Series& penalty) {
    const auto* recorded = data.series(telemetry::tags::lossWeightedPenalty);
    if (!recorded || recorded->steps.isEmpty())
        return rebuiltPenalty(data, penalty);
    std::optional<QVector<double>> rebuilt;
    QVector<double> scaled(penalty.values.size());
    for (qsizetype i = 0; i < scaled.size(); ++i) {
        const qsizetype nearest = nearestIndex(recorded->steps, penalty.steps[i]);
        if (recorded->steps[nearest] == penalty.steps[i]) {
            scaled[i] = recorded->values[nearest];
            continue;
        }
        if (!rebuilt)  // this part of the run was recorded by an earlier version
            rebuilt = rebuiltPenalty(data, penalty).value_or(QVector<double>(scaled.size(), 0.0));
        scaled[i] = rebuilt->at(i);
    }
    return scaled;
}

std::optional<QVector<double>> detectionLoss(const RunData& data, const Series& objectness) {
    QVector<double> sums(objectness.steps.size(), 0.0);
    for (const auto* tag : telemetry::tags::detectionLosses) {
        const auto* part = data.series(*tag);
        if (!part)
            continue;  // a detector without masks
        for (qsizetype i = 0; i < sums.size(); ++i) {
            const bool aligned = i < part->steps.size() && part->steps[i] == objectness.steps[i];
            sums[i] += part->values[aligned ? i : nearestIndex(part->steps, objectness.steps[i])];
        }
    }
    return sums;
}

}  // namespace isonet::widgets
