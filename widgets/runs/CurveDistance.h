// How far a position is from a drawn curve. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

// Pixels from `position` to the line through the graph's points, in the axes' present ranges; infinite if it is further
// than `reach`. Gaps (NaN) are no line.
double curveDistance(const QCPGraph& graph, const QPointF& position, double reach);

// Pixels from a point to a line from one point to another; NaN if one of them is.
double lineDistance(const QPointF& point, const QPointF& from, const QPointF& to);

}  // namespace isonet::widgets
