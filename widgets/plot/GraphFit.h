// Axis ranges and pens that fit the graphs of a plot. NaN and infinities have places on the horizontal axis, but no
// part in a range of values.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <QVector>
#include <optional>
#include <vector>

namespace isonet::widgets {

class CurveGraph;

// Union of the visible graphs' values over the keys in `keys`; only positive values for a logarithmic axis.
std::optional<QCPRange> valueRangeOf(const QVector<QCPGraph*>& graphs, const QCPRange& keys, bool logarithmic);
std::optional<QCPRange> keyRangeOf(const QVector<QCPGraph*>& graphs);

// A pen for the graph: `width` if its points are sparse; one pixel if they are dense in the visible range, which looks
// the same and is drawn twenty times faster by the raster engine.
QPen penFor(const QCPGraph* graph, const QColor& color, double width);

// Ranges for PlotCanvas::follow: the steps of the graphs, and their values within the current range of `steps`.
QCPRange fittedSteps(const QVector<QCPGraph*>& graphs);
// `ignoreOutliers`: fit to the middle 96 % of the values. Without, only values beyond sensibleLimit() are left out, so
// that a single 3e38 does not flatten the other curves; a line to such a value leaves the plot.
QCPRange fittedValues(const QVector<QCPGraph*>& graphs, const QCPAxis* steps, const QCPAxis* values,
                      bool ignoreOutliers = false);
// 10,000 times the magnitude that three quarters of the values do not exceed, at least 10,000. `values`: all finite.
double sensibleLimit(const std::vector<double>& values);
// Sets a graph's points. Those that its logarithmic axes cannot show are omitted (x) or become gaps (y), as do NaN and
// infinities, which the graph marks. `x` ascending.
void setPoints(CurveGraph* graph, QVector<double> x, QVector<double> y);

}  // namespace isonet::widgets
