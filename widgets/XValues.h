// A run's steps as positions on the chosen horizontal axis.
#pragma once

#include <QVector>
#include <optional>

#include "widgets/RunData.h"
#include "widgets/ViewOptions.h"

class QCPAxis;

namespace isonet::widgets {

// Positions of a series' points, never falling (a clock that was set back stands still). Epoch: the recorded
// schedule/epoch, linear between its steps and beyond them. Steps where the run records no epochs or the series has no
// times. Step shares the series' own vector.
QVector<double> xValues(const RunData& data, const Series& series, XAxis kind);
// The same for any rising steps without times of their own, found through `schedule/epoch` or the loss's times.
double xOfStep(const RunData& data, double step, XAxis kind);
// Whether the run has what the axis needs; otherwise its steps are shown.
bool offersXAxis(const RunData& data, XAxis kind);

QString xAxisLabel(XAxis kind);       // "step", "epoch", "hours since the start", "time"
QString xText(XAxis kind, double x);  // "step 1 200", "epoch 3.25", "1 h 05 min", "24 Nov 14:05:10"
void setXTicker(QCPAxis* axis, XAxis kind, bool logarithmic);  // ticks and label of that kind

// The recorded point nearest to x among the series (those that are nullptr or empty left out): its place on the axis
// and its step.
struct RecordedPoint {
    double place = 0, step = 0;
};
std::optional<RecordedPoint> nearestRecorded(const RunData& data, const QVector<const Series*>& series, XAxis kind,
                                             double x);

}  // namespace isonet::widgets
