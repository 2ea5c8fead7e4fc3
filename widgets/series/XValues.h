// Positions of a run's steps on the chosen horizontal axis.
#pragma once

#include <QStringList>
#include <QVector>
#include <optional>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

// Step: optimizer steps. Epoch: passes over the training set, as recorded. Relative: seconds since the run's first
// value. Wall: date and time.
enum class XAxis { Step, Epoch, Relative, Wall };

QStringList xAxisTitles();  // for a menu, in enum order

// Positions of a series' points, never decreasing (even if the clock was set back). Epoch: the recorded schedule/epoch,
// linearly interpolated and extrapolated. Falls back to steps if the run records no epochs or the series has no times.
QVector<double> xValues(const RunData& data, const Series& series, XAxis kind);
// The same for a single step, found from schedule/epoch or from the times of the loss.
double xOfStep(const RunData& data, double step, XAxis kind);
// Whether the run has recorded what the axis needs.
bool offersXAxis(const RunData& data, XAxis kind);

QString xAxisLabel(XAxis kind);       // "step", "epoch", "time since the start", "date and time"
QString xText(XAxis kind, double x);  // "step 1 200", "epoch 3.25", "after 1 h 05 min", "24 Nov 14:05:10"

// The recorded point nearest to x among the series (null and empty ones are skipped): its axis position and its step.
struct RecordedPoint {
    double place = 0, step = 0;
};
std::optional<RecordedPoint> nearestRecorded(const RunData& data, const QVector<const Series*>& series, XAxis kind,
                                             double x);

}  // namespace isonet::widgets
