#include "widgets/design/DeviationHistory.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {

void DeviationHistory::setLayer(const QString& layer, const QVector<double>& steps, const QVector<double>& values) {
    Layer kept{steps, values};  // shared with the caller unless a value is left out
    const auto isFinite = [](double value) { return std::isfinite(value); };
    if (steps.size() != values.size() || !std::ranges::all_of(values, isFinite)) {
        kept = {};
        for (qsizetype i = 0; i < std::min(steps.size(), values.size()); ++i)
            if (isFinite(values[i])) {
                kept.steps.append(steps[i]);
                kept.values.append(values[i]);
            }
    }
    if (kept.steps.isEmpty())
        layers_.remove(layer);
    else
        layers_.insert(layer, kept);
}

QVector<double> DeviationHistory::steps() const {
    QVector<double> all;
    for (const auto& layer : layers_) {
        if (layer.steps == all)
            continue;  // the layers of a run are measured together
        QVector<double> joined;
        std::set_union(all.begin(), all.end(), layer.steps.begin(), layer.steps.end(), std::back_inserter(joined));
        all = joined;
    }
    return all;
}

std::optional<double> DeviationHistory::at(const QString& layer, double step) const {
    const auto found = layers_.constFind(layer);
    if (found == layers_.constEnd())
        return std::nullopt;
    const auto after = std::upper_bound(found->steps.begin(), found->steps.end(), step);
    if (after == found->steps.begin())
        return std::nullopt;
    return found->values[after - found->steps.begin() - 1];
}

QHash<QString, double> DeviationHistory::at(double step) const {
    QHash<QString, double> values;
    for (auto layer = layers_.keyBegin(); layer != layers_.keyEnd(); ++layer)
        if (const auto value = at(*layer, step))
            values.insert(*layer, *value);
    return values;
}

DeviationHistory::Range DeviationHistory::range() const {
    constexpr double decades = 1e-4, smallestTop = 1e-6;
    constexpr std::size_t sample = 100'000;  // values that the percentile is taken of
    std::size_t count = 0;
    for (const auto& layer : layers_)
        count += std::size_t(layer.values.size());
    const std::size_t stride = 1 + count / sample;
    double top = smallestTop;
    std::vector<double> positive;
    for (const auto& layer : layers_)
        for (qsizetype i = 0; i < layer.values.size(); ++i) {
            top = std::max(top, layer.values[i]);
            if (layer.values[i] > 0 && std::size_t(i) % stride == 0)
                positive.push_back(layer.values[i]);
        }
    if (positive.empty())
        return {top * decades, top};
    const auto low = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() * 3 / 100);
    std::nth_element(positive.begin(), low, positive.end());
    return {std::max(std::min(*low / 1.5, top / 3), top * decades), top};
}

}  // namespace isonet::widgets
