// A curve of recorded values, drawn as recorded: a point between two gaps is a dot, a value that is not finite has a
// mark at the edge of the plot (a cross for NaN at the small values, a triangle for an infinity at its end), and a line
// to a value far outside the view is clipped to the view, which keeps drawing fast. GUI thread only.
#pragma once

#include "widgets/common/CustomPlot.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

class CurveGraph : public QCPGraph {
public:
    CurveGraph(QCPAxis* x, QCPAxis* y) : QCPGraph(x, y) {}  // the plot's

    void setNonFinite(const QVector<NonFinitePoint>& points) { nonFinite_ = points; }  // ascending x
    const QVector<NonFinitePoint>& nonFinite() const { return nonFinite_; }
    // The data's points with a gap or an end on either side, of those in the view.
    QVector<QCPGraphData> lonePoints() const;

protected:
    void draw(QCPPainter* painter) override;
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& lines) const override;

private:
    bool isThin(const QCPPainter& painter) const;
    void drawThin(QCPPainter& painter, const QVector<QPointF>& line) const;
    void drawMarks(QCPPainter* painter) const;

    QVector<NonFinitePoint> nonFinite_;
};

// The parts of a line that lie within y in [low, high], separated by NaN. Lines entirely within are returned unchanged.
QVector<QPointF> cutLine(const QVector<QPointF>& line, double low, double high);

}  // namespace isonet::widgets
