// Dotted vertical lines where the learning rate was cut, or it or gamma turned by hand, with the new value beside them.
#pragma once

#include <QMetaObject>
#include <QVector>

#include "widgets/XValues.h"

class QCPAbstractItem;
class QCPAxisRect;
class QCPItemText;
class QColor;
class QFont;

namespace isonet::widgets {

class PlotCanvas;

class ScheduleMarks {
public:
    ScheduleMarks() = default;
    ~ScheduleMarks();
    ScheduleMarks(const ScheduleMarks&) = delete;
    ScheduleMarks& operator=(const ScheduleMarks&) = delete;

    // `rects` share their steps; the first one carries the text. Call again after the canvas was cleared.
    void place(PlotCanvas* canvas, const QVector<QCPAxisRect*>& rects, bool withText = true);
    // A cut is a fall by 40 % or more between neighbours, after which the rate stays; warm-up and cosine give none. More than
    // eight: not marked.
    void update(const RunData& data, XAxis kind);
    void restyle(const QColor& lines, const QColor& text, const QColor& ground, const QFont& font);
    QVector<QCPItemText*> texts() const { return texts_; }

private:
    void add(double step, const QString& words);
    void keepTextsApart();  // before each drawing: a text that would touch its left neighbour gives way

    PlotCanvas* canvas_ = nullptr;
    QVector<QCPAxisRect*> rects_;
    QVector<QCPAbstractItem*> items_;
    QVector<QCPItemText*> texts_;  // of items_, from left to right
    QMetaObject::Connection drawing_;
    QVector<double> steps_;
    bool withText_ = true;
};

}  // namespace isonet::widgets
