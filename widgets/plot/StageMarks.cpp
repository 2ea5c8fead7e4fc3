#include "widgets/plot/StageMarks.h"

#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/LayerOrder.h"

namespace isonet::widgets {

void StageMarks::place(PlotCanvas* canvas, QCPAxisRect* rect) {
    canvas_ = canvas;
    rect_ = rect;
    lines_.clear();
}

void StageMarks::update(const QStringList& layers, const QColor& color) {
    QVector<double> borders;
    for (qsizetype i = 1; i < layers.size(); ++i)
        if (stageOfLayer(layers[i].toStdString()) != stageOfLayer(layers[i - 1].toStdString()))
            borders.append(static_cast<double>(i) - 0.5);
    while (lines_.size() > borders.size())
        canvas_->removeItem(lines_.takeLast());
    while (lines_.size() < borders.size()) {
        auto* line = new QCPItemStraightLine(canvas_);
        line->setClipAxisRect(rect_);
        for (auto* point : {line->point1, line->point2}) {
            point->setAxisRect(rect_);
            point->setAxes(rect_->axis(QCPAxis::atBottom), rect_->axis(QCPAxis::atLeft));
            point->setTypeX(QCPItemPosition::ptAxisRectRatio);
            point->setTypeY(QCPItemPosition::ptPlotCoords);
        }
        lines_.append(line);
    }
    for (qsizetype i = 0; i < borders.size(); ++i) {
        lines_[i]->point1->setCoords(0, borders[i]);
        lines_[i]->point2->setCoords(1, borders[i]);
        lines_[i]->setPen(QPen(color, 1));
    }
}

}  // namespace isonet::widgets
