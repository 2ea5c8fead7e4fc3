#include "widgets/plot/SmoothedLine.h"

#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotCanvas.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

constexpr qsizetype mostMarkers = 60;

}  // namespace

void SmoothedLine::add(PlotCanvas* canvas, QCPAxis* x, QCPAxis* y) {
    raw = canvas->addGraph(x, y);
    line = canvas->addGraph(x, y);
}

void SmoothedLine::clear() {
    smooth_ = false;
    setShown(false);
    line->data()->clear();
    raw->data()->clear();
}

void SmoothedLine::setValues(const QVector<double>& x, const QVector<double>& values, double smoothing, bool markers) {
    smooth_ = smoothing > 0 && values.size() >= fewestToSmooth;
    setPoints(line, x, smooth_ ? smoothed(values, smoothing) : values);
    if (smooth_)
        setPoints(raw, x, values);
    else
        raw->data()->clear();
    const bool dots = (markers && values.size() <= mostMarkers) || values.size() == 1;
    line->setScatterStyle(dots ? QCPScatterStyle(QCPScatterStyle::ssDisc, 5) : QCPScatterStyle());
}

void SmoothedLine::setShown(bool shown) {
    line->setVisible(shown);
    raw->setVisible(shown && smooth_);
}

void SmoothedLine::setColor(const QColor& color, bool dark) {
    QColor pale = color;
    pale.setAlpha(dark ? 90 : 70);
    raw->setPen(QPen(pale, 1));
}

}  // namespace isonet::widgets
