#include "widgets/PenaltyShare.h"

#include <algorithm>

#include "training/telemetry/DetectionTags.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {

std::optional<QVector<double>> scaledPenalty(const RunData& data, const Series& penalty) {
    if (!data.config() || data.config()->penalty.kind == spec::PenaltyKind::None)
        return std::nullopt;
    const auto* changes = data.series("changed/penalty.coefficient");
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
            scaled[i] *= data.config()->penalty.coefficient;
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
        scaled[i] = a >= 0 && b >= 0 ? std::max(0.0, total->values[a] - task->values[b])
                                     : scaled[i] * data.config()->penalty.coefficient;
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
