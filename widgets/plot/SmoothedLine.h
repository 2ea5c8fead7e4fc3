// A curve on a canvas, with its raw values pale behind it while it is smoothed.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <QVector>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class PlotCanvas;

struct SmoothedLine {
    QCPGraph *raw = nullptr, *line = nullptr;  // the canvas's

    void add(PlotCanvas* canvas, QCPAxis* x, QCPAxis* y);
    void clear();  // hidden and without values
    // `smoothing`: see smoothed(); short curves are never smoothed. `markers`: dots, unless there are many points.
    void setValues(const QVector<double>& x, const QVector<double>& values, double smoothing, bool markers = false);
    void setShown(bool shown);
    void setColor(const QColor& color, bool dark);  // of the raw values; see penFor() for the line

private:
    bool smooth_ = false;
};

}  // namespace isonet::widgets
