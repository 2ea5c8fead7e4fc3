#include "widgets/plot/GraphFit.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

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
        const QCPRange range(graph->data()->constBegin()->key, (graph->data()->constEnd() - 1)->key);
        all = all ? all->expanded(range) : range;
    }
    return all;
}

QPen penFor(const QCPGraph* graph, const QColor& color, double width) {
    const auto range = graph->keyAxis()->range();
    const auto visible = graph->data()->findEnd(range.upper) - graph->data()->findBegin(range.lower);
    const int pixels = std::max(graph->keyAxis()->axisRect()->width(), 100);
    return QPen(color, visible > 2 * pixels ? 1.0 : width);
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

std::vector<double> visibleValues(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic) {
    std::vector<double> values;
    for (const auto* graph : graphs) {
        if (!graph->visible())
            continue;
        const auto end = graph->data()->findEnd(keys.upper);
        for (auto i = graph->data()->findBegin(keys.lower); i != end; ++i)
            if (std::isfinite(i->value) && (!logarithmic || i->value > 0))
                values.push_back(i->value);
    }
    return values;
}

// Range of the middle 96 % of the values, not empty; reorders them.
QCPRange middleOf(std::vector<double>& values) {
    const auto at = [&](double share) {
        const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * double(values.size() - 1));
        std::nth_element(values.begin(), place, values.end());
        return *place;
    };
    const double low = at(0.02);
    return QCPRange(low, std::max(low, at(0.98)));
}

// `full` without values beyond the limit.
QCPRange sensibleRange(const QCPRange& full, std::vector<double> values) {
    const double limit = sensibleLimit(values);
    std::erase_if(values, [&](double value) { return std::abs(value) > limit; });
    if (values.empty())
        return full;
    const auto [low, high] = std::ranges::minmax_element(values);
    return {*low, *high};
}

}  // namespace

double sensibleLimit(const std::vector<double>& values) {
    constexpr double factor = 1e4;
    if (values.empty())
        return factor;
    std::vector<double> sizes;
    sizes.reserve(values.size());
    for (const double value : values)
        sizes.push_back(std::abs(value));
    const auto place = sizes.begin() + static_cast<std::ptrdiff_t>((sizes.size() - 1) * 3 / 4);
    std::nth_element(sizes.begin(), place, sizes.end());
    return factor * std::max(1.0, *place);
}

QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values,
                      bool ignoreOutliers) {
    const bool logarithmic = values->scaleType() == QCPAxis::stLogarithmic;
    // QCustomPlot takes an empty key range for "all", so the range is widened a little.
    const bool logX = steps->scaleType() == QCPAxis::stLogarithmic;
    const auto keys = PlotCanvas::padded(steps->range(), logX, 1e-6);
    auto range = valueRangeOf(graphs, keys, logarithmic);
    if (!range)
        return logarithmic ? QCPRange(0.1, 10) : QCPRange(0, 1);
    constexpr std::size_t fewestForMiddle = 25;
    constexpr double leastLimit = 1e4;
    const bool huge = std::max(std::abs(range->lower), std::abs(range->upper)) > leastLimit;
    if (auto values = ignoreOutliers || huge ? visibleValues(graphs, keys, logarithmic) : std::vector<double>();
        ignoreOutliers && values.size() >= fewestForMiddle)
        range = middleOf(values);
    else if (huge)
        range = sensibleRange(*range, std::move(values));
    return PlotCanvas::padded(*range, logarithmic, 0.06);
}

void setPoints(CurveGraph* graph, QVector<double> x, QVector<double> y) {
    if (graph->keyAxis()->scaleType() == QCPAxis::stLogarithmic) {
        const auto first = std::upper_bound(x.begin(), x.end(), 0.0) - x.begin();
        x.remove(0, first);
        y.remove(0, first);
    }
    graph->setNonFinite(nonFinitePoints(x, y));
    y = graph->valueAxis()->scaleType() == QCPAxis::stLogarithmic ? positiveOrGap(finiteOrGap(std::move(y)))
                                                                  : finiteOrGap(std::move(y));
    graph->setData(x, y, true);
}

}  // namespace isonet::widgets
