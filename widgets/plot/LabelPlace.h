// Where a label covers the least of the curves: the number of their points and lines within a box.
#pragma once

#include <QRectF>

#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

// Of the visible graphs of `rect`, at the ranges that its axes have now. `box`: in pixels of the plot. Of a long curve
// some pieces are looked at.
int coveredPieces(const QCPAxisRect& rect, const QRectF& box);

// Whether the box would cover another visible text of `rect` than `own`.
bool coversText(const QCPAxisRect& rect, const QRectF& box, const QCPItemText& own);

}  // namespace isonet::widgets
