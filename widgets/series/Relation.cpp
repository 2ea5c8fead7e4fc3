#include "widgets/series/Relation.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/base/Csv.h"
#include "model/base/NumberText.h"

namespace isonet::widgets {
namespace {

struct ValueAtStep {
    double value = 0;
    bool interpolated = false;
};

std::optional<ValueAtStep> valueAtStep(const Series& series, double step) {
    const auto after = std::lower_bound(series.steps.begin(), series.steps.end(), step);
    if (after == series.steps.end())
        return std::nullopt;
    const qsizetype i = after - series.steps.begin();
    if (*after == step)
        return ValueAtStep{series.values[i], false};
    if (i == 0)
        return std::nullopt;
    const double share = (step - series.steps[i - 1]) / (series.steps[i] - series.steps[i - 1]);
    return ValueAtStep{series.values[i - 1] + share * (series.values[i] - series.values[i - 1]), true};
}

}  // namespace

QVector<RelatedPoint> relatedPoints(const Series& x, const Series& y) {
    const bool byX = x.steps.size() < y.steps.size();
    const Series &sparse = byX ? x : y, &dense = byX ? y : x;
    QVector<RelatedPoint> points;
    points.reserve(sparse.steps.size());
    for (qsizetype i = 0; i < sparse.steps.size(); ++i) {
        const double value = sparse.values[i];
        const auto other = valueAtStep(dense, sparse.steps[i]);
        if (!other || !std::isfinite(value) || !std::isfinite(other->value))
            continue;
        points.append({sparse.steps[i], byX ? value : other->value, byX ? other->value : value, other->interpolated});
    }
    return points;
}

QByteArray relationCsv(const std::string& x, const std::string& y, const QVector<RelatedPoint>& points) {
    std::string csv = "step," + base::csvField(x) + ',' + base::csvField(y) + ",interpolated\r\n";
    for (const auto& point : points)
        csv += base::numberText(point.step) + ',' + base::numberText(point.x) + ',' + base::numberText(point.y) +
               (point.interpolated ? ",1\r\n" : ",0\r\n");
    return QByteArray::fromStdString(csv);
}

Series summaryOf(const QVector<const Series*>& all, LayerSummary summary, int* layers) {
    const Series* densest = nullptr;
    for (const auto* series : all)
        if (!densest || series->steps.size() > densest->steps.size())
            densest = series;
    int count = 0;
    Series result;
    if (densest) {
        result = *densest;
        result.values.fill(summary == LayerSummary::Mean ? 0 : summary == LayerSummary::Largest ? -HUGE_VAL : HUGE_VAL);
        for (const auto* series : all) {
            if (series->steps != densest->steps)
                continue;
            ++count;
            for (qsizetype i = 0; i < result.values.size(); ++i) {
                double& value = result.values[i];
                const double next = series->values[i];
                value = summary == LayerSummary::Mean           ? value + next
                        : std::isnan(value) || std::isnan(next) ? std::nan("")
                        : summary == LayerSummary::Largest      ? std::max(value, next)
                                                                : std::min(value, next);
            }
        }
        if (summary == LayerSummary::Mean)
            for (double& value : result.values)
                value /= count;
    }
    if (layers)
        *layers = count;
    return result;
}

}  // namespace isonet::widgets
