#include "widgets/plot/PlotArea.h"

#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

PlotArea addPlotArea(PlotCanvas* canvas, int row) {
    PlotArea area;
    area.legend = new FlowLegend(canvas);
    canvas->plotLayout()->addElement(row, 0, area.legend);
    area.rect = canvas->addAxisRect(row + 1, 0);
    return area;
}

QCPAxis* addRightAxis(QCPAxisRect* rect, const QString& label) {
    auto* axis = rect->addAxis(QCPAxis::atRight);
    axis->setLayer("axes");
    axis->setNumberFormat("gbc");
    axis->setNumberPrecision(5);
    axis->setTickLengthIn(0), axis->setTickLengthOut(4);
    axis->setSubTickLengthIn(0), axis->setSubTickLengthOut(2);
    axis->grid()->setVisible(false);
    axis->setLabel(label);
    axis->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    return axis;
}

}  // namespace isonet::widgets
