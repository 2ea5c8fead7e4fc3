// A horizontal line at a known value, with its name where it covers the least of the curves: chance level, the paper's
// result. Beyond the axis, its name stands at that edge with an arrow. Like any item it is exported with the plot.
#pragma once

#include "widgets/common/CustomPlot.h"

#include <QPointer>
#include <QString>

namespace isonet::widgets {

class ReferenceLine {
public:
    void place(QCustomPlot* plot, QCPAxisRect* rect);  // again after the plot was cleared
    void show(double value, const QString& name, const QColor& color, const QColor& ground, const QFont& font);
    void hide();
    void update();  // the range of the axis, the size of the plot or a curve has changed
    bool isShown() const { return line_ && text_->visible(); }
    QString text() const { return isShown() ? text_->text() : QString(); }
    double value() const { return value_; }

private:
    Qt::Alignment placeOfName(double at, bool above, bool below) const;

    QPointer<QCPAxisRect> rect_;  // the plot's, as the next two
    QPointer<QCPItemStraightLine> line_;
    QPointer<QCPItemText> text_;
    double value_ = 0;
    QString name_;
    bool shown_ = false;
};

}  // namespace isonet::widgets
