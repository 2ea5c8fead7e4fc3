#include "widgets/series/SeriesMath.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace isonet::widgets {

qsizetype nearestIndex(const QVector<double>& sorted, double x) {
    if (sorted.isEmpty())
        return -1;
    const auto after = std::lower_bound(sorted.begin(), sorted.end(), x);
    if (after == sorted.begin())
        return 0;
    if (after == sorted.end())
        return sorted.size() - 1;
    const auto before = after - 1;
    return (x - *before <= *after - x ? before : after) - sorted.begin();
}

QVector<double> smoothed(const QVector<double>& values, double weight) {
    if (weight <= 0)
        return values;
    QVector<double> result = values;
    double mean = 0, rest = 1;  // rest: weight^n, the share of the zero at the start
    for (auto& value : result) {
        if (!std::isfinite(value))
            continue;
        mean = weight * mean + (1 - weight) * value;
        rest *= weight;
        value = mean / (1 - rest);
    }
    return result;
}

qsizetype largestFinite(const QVector<double>& values) {
    qsizetype best = -1;
    for (qsizetype i = 0; i < values.size(); ++i)
        if (std::isfinite(values[i]) && (best < 0 || values[i] >= values[best]))
            best = i;
    return best;
}

QVector<NonFinitePoint> nonFinitePoints(const QVector<double>& x, const QVector<double>& values) {
    QVector<NonFinitePoint> points;
    for (qsizetype i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            points.append({x[i], values[i]});
    return points;
}

QVector<double> finiteOrGap(QVector<double> values) {
    if (std::all_of(values.cbegin(), values.cend(), [](double value) { return !std::isinf(value); }))
        return values;
    for (auto& value : values)
        if (std::isinf(value))
            value = std::numeric_limits<double>::quiet_NaN();
    return values;
}

QVector<double> positiveOrGap(QVector<double> values) {
    for (auto& value : values)
        if (!(value > 0))
            value = std::numeric_limits<double>::quiet_NaN();
    return values;
}

}  // namespace isonet::widgets
