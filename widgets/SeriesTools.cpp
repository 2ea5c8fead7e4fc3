#include "widgets/SeriesTools.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/PlotCanvas.h"

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

QVector<double> positiveOrGap(QVector<double> values) {
    for (auto& value : values)
        if (!(value > 0))
            value = std::numeric_limits<double>::quiet_NaN();
    return values;
}

std::optional<QCPRange> valueRangeOf(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic) {
    std::optional<QCPRange> all;
    for (const auto* graph : graphs) {
        if (!graph->visible() || graph->data()->isEmpty())
            continue;
        bool found = false;
        const auto range = graph->getValueRange(found, logarithmic ? QCP::sdPositive : QCP::sdBoth, keys);
        if (found)
            all = all ? all->expanded(range) : range;
    }
    return all;
}

std::optional<QCPRange> keyRangeOf(const QVector<QCPGraph*>& graphs) {
    std::optional<QCPRange> all;
    for (const auto* graph : graphs) {
        if (!graph->visible() || graph->data()->isEmpty())
            continue;
        bool found = false;
        const auto range = graph->getKeyRange(found);
        if (found)
            all = all ? all->expanded(range) : range;
    }
    return all;
}

QPen penFor(const QCPGraph* graph, const QColor& colour, double width) {
    const auto range = graph->keyAxis()->range();
    const auto visible = graph->data()->findEnd(range.upper) - graph->data()->findBegin(range.lower);
    const int pixels = std::max(graph->keyAxis()->axisRect()->width(), 100);
    return QPen(colour, visible > 2 * pixels ? 1.0 : width);
}

QCPRange fittedSteps(const QVector<QCPGraph*>& graphs) {
    const auto range = keyRangeOf(graphs);
    if (!range)
        return {0, 1};
    return range->size() > 0 ? PlotCanvas::padded(*range, false, 0.01) : QCPRange(range->lower - 1, range->upper + 1);
}

QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values) {
    const bool logarithmic = values->scaleType() == QCPAxis::stLogarithmic;
    // An empty key range means "all" to QCustomPlot, so the present one is widened a little.
    const auto range = valueRangeOf(graphs, PlotCanvas::padded(steps->range(), false, 1e-6), logarithmic);
    if (!range)
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    return PlotCanvas::padded(*range, logarithmic, 0.06);
}

}  // namespace isonet::widgets
