// Faint lines between the stages on an axis of layers (0, 1, 2, ...).
#pragma once

#include <QStringList>
#include <QVector>

class QColor;
class QCPAxisRect;
class QCPItemStraightLine;

namespace isonet::widgets {

class PlotCanvas;

class StageMarks {
public:
    void place(PlotCanvas* canvas, QCPAxisRect* rect);  // again after the canvas was cleared
    void update(const QStringList& layers, const QColor& color);

private:
    PlotCanvas* canvas_ = nullptr;
    QCPAxisRect* rect_ = nullptr;
    QVector<QCPItemStraightLine*> lines_;
};

}  // namespace isonet::widgets
