// Dotted vertical lines where the learning rate was cut, with the new rate beside them.
#pragma once

#include <QVector>

class QCPAbstractItem;
class QCPAxisRect;
class QColor;
class QFont;

namespace isonet::widgets {

class PlotCanvas;
struct Series;

class ScheduleMarks {
public:
    // `rects` share their steps; the first one carries the text. Call again after the canvas was cleared.
    void place(PlotCanvas* canvas, const QVector<QCPAxisRect*>& rects, bool withText = true);
    // A cut is a fall by 40 % or more between neighbours; warm-up and cosine give none. More than eight: not marked.
    void update(const Series* learningRate);
    void restyle(const QColor& lines, const QColor& text, const QFont& font);

private:
    void add(double step, double rate);

    PlotCanvas* canvas_ = nullptr;
    QVector<QCPAxisRect*> rects_;
    QVector<QCPAbstractItem*> items_;
    QVector<double> steps_;
    bool withText_ = true;
};

}  // namespace isonet::widgets
