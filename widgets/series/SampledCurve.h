// A curve of any length that draws only as many points as can be distinguished: two or three per pixel of the visible
// range, including the minimum and maximum of every interval and the first and last point. Gaps (NaN and infinities)
// stay gaps.
//
// All points are kept (implicitly shared), with the extremes of every 32 cached, so that a view of a million points
// reads a few thousand numbers. Setting the same points or drawing the same view again costs nothing.
#pragma once

#include <QPointF>
#include <QVector>

#include "widgets/common/CustomPlot.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

class SampledCurve {
public:
    void setPoints(const QVector<double>& x, const QVector<double>& y);  // x ascending; of equal length
    bool isEmpty() const { return x_.isEmpty(); }
    const QVector<double>& x() const { return x_; }
    const QVector<double>& y() const { return y_; }
    const QVector<NonFinitePoint>& nonFinite() const { return nonFinite_; }

    // The points for a view of `visible` that is `pixels` wide. Omits what a logarithmic axis cannot show.
    QVector<QCPGraphData> sample(const QCPRange& visible, int pixels, bool logX = false, bool logY = false) const;
    // sample() for the graph's axes. Dense lines are drawn without antialiasing, which looks the same.
    void draw(QCPGraph* graph) const;

private:
    struct Extremes {
        int low = -1, high = -1, gap = -1;  // indices; -1: none
        QPointF lowest, highest;            // there: a block is read without its points
    };
    Extremes extremesOf(qsizetype begin, qsizetype end) const;
    void widen(Extremes& all, qsizetype i) const;
    static void widen(Extremes& all, const Extremes& later);

    struct View {
        const QCPGraph* graph = nullptr;
        QCPRange range;
        int pixels = 0;
        bool logX = false, logY = false;
        bool operator==(const View& other) const {
            return graph == other.graph && range == other.range && pixels == other.pixels && logX == other.logX &&
                   logY == other.logY;
        }
    };

    QVector<double> x_, y_;
    mutable View drawn_;
    QVector<Extremes> blocks_;
    QVector<NonFinitePoint> nonFinite_;
};

}  // namespace isonet::widgets
