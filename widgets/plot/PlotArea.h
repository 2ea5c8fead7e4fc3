// The usual layout of a plot of curves: an axis rect with a legend above it.
#pragma once

#include <QString>

#include "widgets/common/CustomPlot.h"
#include "widgets/common/FlowLegend.h"

namespace isonet::widgets {

class PlotCanvas;

struct PlotArea {
    FlowLegend* legend = nullptr;
    QCPAxisRect* rect = nullptr;
    QCPAxis* x() const { return rect->axis(QCPAxis::atBottom); }
    QCPAxis* y() const { return rect->axis(QCPAxis::atLeft); }
};

PlotArea addPlotArea(PlotCanvas* canvas, int row = 0);           // takes the layout's rows `row` and `row + 1`
QCPAxis* addRightAxis(QCPAxisRect* rect, const QString& label);  // a second value axis, without a grid

}  // namespace isonet::widgets
