#include "widgets/SeriesTools.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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
    const bool logarithmic = !graphs.isEmpty() && graphs.first()->keyAxis()->scaleType() == QCPAxis::stLogarithmic;
    if (!range)
        return logarithmic ? QCPRange(1, 10) : QCPRange(0, 1);
    if (logarithmic)
        return PlotCanvas::padded(QCPRange(std::max(range->lower, 1e-9), std::max(range->upper, 1e-9)), true, 0.01);
    return range->size() > 0 ? PlotCanvas::padded(*range, false, 0.01) : QCPRange(range->lower - 1, range->upper + 1);
}

namespace {

// The range of the middle 96 % of the visible graphs' finite values; none where there are fewer than 25.
std::optional<QCPRange> middleOf(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic) {
    std::vector<double> values;
    for (const auto* graph : graphs) {
        if (!graph->visible())
            continue;
        const auto end = graph->data()->findEnd(keys.upper);
        for (auto i = graph->data()->findBegin(keys.lower); i != end; ++i)
            if (std::isfinite(i->value) && (!logarithmic || i->value > 0))
                values.push_back(i->value);
    }
    if (values.size() < 25)
        return std::nullopt;
    const auto at = [&](double share) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * double(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return *place;
    };
    const double low = at(0.02);
    return QCPRange(low, std::max(low, at(0.98)));
}

}  // namespace

QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values,
                      bool ignoreOutliers) {
    const bool logarithmic = values->scaleType() == QCPAxis::stLogarithmic;
    // An empty key range means "all" to QCustomPlot, so the present one is widened a little.
    const bool logX = steps->scaleType() == QCPAxis::stLogarithmic;
    const auto keys = PlotCanvas::padded(steps->range(), logX, 1e-6);
    std::optional<QCPRange> range;
    if (ignoreOutliers)
        range = middleOf(graphs, keys, logarithmic);
    if (!range)
        range = valueRangeOf(graphs, keys, logarithmic);
    if (!range)
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    return PlotCanvas::padded(*range, logarithmic, 0.06);
}

void setPoints(QCPGraph* graph, QVector<double> x, QVector<double> y) {
    if (graph->keyAxis()->scaleType() == QCPAxis::stLogarithmic) {
        const auto first = std::upper_bound(x.begin(), x.end(), 0.0) - x.begin();
        x.remove(0, first);
        y.remove(0, first);
    }
    if (graph->valueAxis()->scaleType() == QCPAxis::stLogarithmic)
        y = positiveOrGap(std::move(y));
    graph->setData(x, y, true);
}

}  // namespace isonet::widgets
