// Dotted vertical lines, labeled with the new value, at the milestones of the run's step schedule and where the user
// changed the learning rate or gamma. A change of the rate is called one of the base rate where the schedule makes
// another rate of it. A cosine schedule, and a run of which no schedule is known, has no milestones.
#pragma once

#include <QMetaObject>
#include <QStringList>
#include <QVector>

#include "widgets/series/XValues.h"

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

    // `rects` share their horizontal axis; the first one has the labels. Call again after the canvas was cleared.
    void place(PlotCanvas* canvas, const QVector<QCPAxisRect*>& rects, bool withText = true);
    // More than eight marks are none.
    void update(const RunData& data, XAxis kind);
    void restyle(const QColor& lines, const QColor& text, const QColor& ground, const QFont& font);
    QVector<QCPItemText*> texts() const { return texts_; }

private:
    struct Mark {
        double place;  // on the axis
        QString label;
    };
    static QVector<Mark> milestones(const RunData& data, XAxis kind);  // those reached
    static QVector<Mark> changes(const RunData& data, XAxis kind);     // by the user
    void add(double step, const QString& label);
    void hideOverlaps();  // before each replot: hides labels that touch their left neighbor

    PlotCanvas* canvas_ = nullptr;
    QVector<QCPAxisRect*> rects_;
    QVector<QCPAbstractItem*> items_;
    QVector<QCPItemText*> texts_;  // of items_, from left to right
    QMetaObject::Connection drawing_;
    QVector<double> steps_;
    QStringList labels_;
    bool withText_ = true;
};

}  // namespace isonet::widgets
