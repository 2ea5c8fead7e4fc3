// Axis ranges and pens that fit the graphs of a plot.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <QVector>
#include <optional>

namespace isonet::widgets {

// Union of the visible graphs' values over the keys in `keys`; only positive values for a logarithmic axis.
std::optional<QCPRange> valueRangeOf(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic);
std::optional<QCPRange> keyRangeOf(const QVector<QCPGraph*>& graphs);

// A pen for the graph: `width` if its points are sparse; one pixel if they are dense in the visible range, which looks
// the same and is drawn twenty times faster by the raster engine.
QPen penFor(const QCPGraph* graph, const QColor& color, double width);

// Ranges for PlotCanvas::follow: the steps of the graphs, and their values within the current range of `steps`.
QCPRange fittedSteps(const QVector<QCPGraph*>& graphs);
// `ignoreOutliers`: fit to the middle 96 % of the values.
QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values,
                      bool ignoreOutliers = false);
// Sets a graph's points. Those that its logarithmic axes cannot show are omitted (x) or become gaps (y). `x` ascending.
void setPoints(QCPGraph* graph, QVector<double> x, QVector<double> y);

}  // namespace isonet::widgets
