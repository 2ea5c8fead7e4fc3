// Two fixed cursors, A and B, on the horizontal axis of a plot, and a table below it: every value at both and their
// difference. Set where the pointer (or the cursor of the arrow keys) is, they stay while values arrive, and are
// exported with the plot. GUI thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <array>
#include <optional>

#include "widgets/plot/Readout.h"
#include "widgets/series/XValues.h"

class QCPAbstractItem;
class QFrame;
class QMenu;
class QTableWidget;

namespace isonet::widgets {

class PlotContent;
struct PlotState;

class PlotCursors : public QObject {
    Q_OBJECT
public:
    enum Which { A, B };

    // Both must outlive this.
    PlotCursors(const PlotState& state, const PlotContent& content, QObject* parent);

    QWidget* panel() const;  // the table; the caller places it
    bool isOffered() const;  // the horizontal axis is that of the steps
    // At the recorded point nearest to the position in the canvas; none: the middle.
    void set(Which which, std::optional<QPointF> position);
    void setNext(const QPointF& position);  // A, then B, then the nearer one
    void move(int by);                      // the one set last, to the next recorded point: -1 left, 1 right
    void clear();
    void update();  // values, ranges or colors have changed
    void fillMenu(QMenu& menu, std::optional<QPointF> position);

    bool isSet() const { return x_[A] || x_[B]; }
    const std::optional<double>& x(Which which) const { return x_[which]; }  // on the axis
    QTableWidget* table() const { return table_; }

private:
    ReadoutText readoutAt(double x) const;
    double pixelOf(double x) const;
    void draw();
    void fillTable();

    const PlotState& state_;
    const PlotContent& content_;
    std::array<std::optional<double>, 2> x_;
    XAxis axis_ = XAxis::Step;  // of x_
    Which last_ = A;
    QVector<QPointer<QCPAbstractItem>> items_;  // the canvas's; lines and names
    QPointer<QFrame> panel_;
    QTableWidget* table_;
};

}  // namespace isonet::widgets
