// Labels of axes that are longer than their axis are elided, so that none covers a legend or another strip. Left out
// where only a few letters would stay.
#pragma once

#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

// Fits the labels to the lengths that the axes have now. The full text is kept, and comes back when there is room for
// it or a new label is set. True if a label has changed.
bool fitAxisLabels(const QList<QCPAxisRect*>& rects);

}  // namespace isonet::widgets
