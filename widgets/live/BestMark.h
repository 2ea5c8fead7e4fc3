// A diamond with its value at the largest finite value of a curve. The text covers the least of the curves.
#pragma once

#include <QFont>
#include <QPointer>
#include <QVector>

#include "widgets/plot/PlotCanvas.h"

namespace isonet::widgets {

class BestMark {
public:
    void place(PlotCanvas* canvas, QCPAxisRect* rect);  // again after the canvas was cleared
    void hide();
    // Hides the mark if no value is finite.
    void show(const QVector<double>& x, const QVector<double>& values, const QColor& color, const QColor& ground,
              const QFont& font);

    void update();  // the ranges of the axes, the size of the plot or a curve has changed

private:
    QPointer<QCPGraph> diamond_;  // the canvas's, as the text
    QPointer<QCPItemText> text_;
};

}  // namespace isonet::widgets
