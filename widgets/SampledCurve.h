// A curve of any length that draws only as many points as the eye can tell apart: two or three a pixel of the visible
// range, the smallest and largest value of every stretch among them (to a pixel at their place), and always the first
// and last point. Gaps (not a number) stay gaps.
//
// The points are kept whole (shared with whoever gave them), with the extremes of every 32 remembered, so that a view
// of a million points is drawn from some thousands of numbers. The same points again, and the same view again, cost
// nothing.
#pragma once

#include <QVector>

#include "widgets/CustomPlot.h"

namespace isonet::widgets {

class SampledCurve {
public:
    void setPoints(const QVector<double>& x, const QVector<double>& y);  // x rises; equally long
    bool isEmpty() const { return x_.isEmpty(); }
    const QVector<double>& x() const { return x_; }
    const QVector<double>& y() const { return y_; }

    // The points for a view of `visible` that is `pixels` wide; what a logarithmic axis cannot show is left out.
    QVector<QCPGraphData> sample(const QCPRange& visible, int pixels, bool logX = false, bool logY = false) const;
    // sample() for the graph's own axes. Where points crowd, lines are drawn without antialiasing: they look the same.
    void draw(QCPGraph* graph) const;

private:
    struct Extremes {
        int low = -1, high = -1, gap = -1;  // indices; -1: none
    };
    Extremes extremesOf(qsizetype begin, qsizetype end) const;
    void widen(Extremes& all, qsizetype i) const;

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
};

}  // namespace isonet::widgets
