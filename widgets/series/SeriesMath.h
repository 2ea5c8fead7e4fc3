// Arithmetic on a series' values that several plots share.
#pragma once

#include <QVector>

namespace isonet::widgets {

// Index of the value nearest to x; -1 when `sorted` is empty. `sorted` is in ascending order.
qsizetype nearestIndex(const QVector<double>& sorted, double x);

// Bias-corrected exponential moving average: m <- w m + (1 - w) v, divided by 1 - w^n. Non-finite values pass through
// unchanged and do not enter the average. weight in [0, 1); 0 returns the values.
QVector<double> smoothed(const QVector<double>& values, double weight);
inline constexpr qsizetype fewestToSmooth = 30;  // shorter series are not smoothed

// Values that a logarithmic axis cannot show become gaps (NaN).
QVector<double> positiveOrGap(QVector<double> values);

}  // namespace isonet::widgets
