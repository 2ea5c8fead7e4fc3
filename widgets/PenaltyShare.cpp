#include "widgets/PenaltyShare.h"

#include <algorithm>

#include "widgets/SeriesTools.h"

namespace isonet::widgets {

std::optional<QVector<double>> scaledPenalty(const RunData& data, const Series& penalty) {
    if (!data.config() || data.config()->penalty.kind == spec::PenaltyKind::None)
        return std::nullopt;
    const auto* changes = data.series("changed/penalty.coefficient");
    const auto* total = data.series(telemetry::tags::lossTotal);
    const auto* entropy = data.series(telemetry::tags::lossCrossEntropy);
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
        const qsizetype b = entropy ? nearestIndex(entropy->steps, step) : -1;
        scaled[i] = a >= 0 && b >= 0 ? std::max(0.0, total->values[a] - entropy->values[b])
                                     : scaled[i] * data.config()->penalty.coefficient;
    }
    return scaled;
}

}  // namespace isonet::widgets
