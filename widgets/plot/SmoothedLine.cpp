#include "widgets/plot/SmoothedLine.h"

#include "widgets/common/Format.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostMarkers = 60;

}  // namespace

void SmoothedLine::add(QCPAxis* x, QCPAxis* y) {
    raw = new CurveGraph(x, y);
    line = new CurveGraph(x, y);
}

void SmoothedLine::remove(PlotCanvas* canvas) {
    canvas->removeGraph(raw);
    canvas->removeGraph(line);
}

void SmoothedLine::clear() {
    smooth_ = false;
    setShown(false);
    for (auto* graph : {raw, line})
        setPoints(graph, {}, {});
}

void SmoothedLine::setValues(const QVector<double>& x, const QVector<double>& values, double smoothing, bool markers) {
    smooth_ = smoothing > 0;
    smoothed_ = smooth_ ? smoothed(values, smoothing) : QVector<double>();
    setPoints(line, x, smooth_ ? smoothed_ : values);
    if (smooth_)
        setPoints(raw, x, values);
    else
        setPoints(raw, {}, {});
    const bool dots = markers && values.size() <= mostMarkers;
    line->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
}

QString SmoothedLine::text(qsizetype i, const QString& raw) const {
    return smooth_ && i < smoothed_.size() ? smoothedText(raw, smoothed_[i]) : raw;
}

void SmoothedLine::setShown(bool shown) {
    line->setVisible(shown);
    raw->setVisible(shown && smooth_);
}

void SmoothedLine::setColor(const QColor& color, bool dark) {
    raw->setPen(QPen(paleColor(color, dark), 1));
}

}  // namespace isonet::widgets
