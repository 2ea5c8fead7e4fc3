#include "widgets/plot/GraphFit.h"

#include <algorithm>
#include <cmath>
#include <vector>

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
        bool found = false;
        const auto range = graph->getKeyRange(found);
        if (found)
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

// Range of the middle 96 % of the visible graphs' finite values; none for fewer than 25 values.
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
    // QCustomPlot takes an empty key range for "all", so the range is widened a little.
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
