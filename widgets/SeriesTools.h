// Small sums on a run's series that several plots share.
#pragma once

#include "widgets/CustomPlot.h"

#include <QVector>
#include <optional>

namespace isonet::widgets {

// Index of the value nearest to x; -1 when there is none. `sorted` rises.
qsizetype nearestIndex(const QVector<double>& sorted, double x);

// Exponential mean without the start's bias: m <- w m + (1 - w) v, divided by 1 - w^n. Values that are not finite stay
// as they are and do not enter the mean. weight in [0, 1); 0 gives the values.
QVector<double> smoothed(const QVector<double>& values, double weight);
inline constexpr qsizetype fewestToSmooth = 30;  // values; shorter curves are shown as they are

// Values that a logarithmic axis cannot show become gaps.
QVector<double> positiveOrGap(QVector<double> values);

// Union of the visible graphs' values over the keys in `keys`, on a logarithmic axis of the positive ones.
std::optional<QCPRange> valueRangeOf(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic);
std::optional<QCPRange> keyRangeOf(const QVector<QCPGraph*>& graphs);

// A pen for the graph: `width` where its points lie apart, one pixel where they crowd in the visible range, which the
// raster engine draws twenty times as fast and which looks the same there.
QPen penFor(const QCPGraph* graph, const QColor& colour, double width);

// Fits for PlotCanvas::follow: the steps of the graphs, and their values within `steps`' present range.
QCPRange fittedSteps(const QVector<QCPGraph*>& graphs);
// `ignoreOutliers`: the middle 96 % of the values rather than all of them.
QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values,
                      bool ignoreOutliers = false);
// Points onto a graph; those that its logarithmic axes cannot show are left out (x) or become gaps (y). `x` rises.
void setPoints(QCPGraph* graph, QVector<double> x, QVector<double> y);

}  // namespace isonet::widgets
