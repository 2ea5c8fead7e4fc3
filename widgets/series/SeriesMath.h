// Arithmetic on a series' values that all plots share.
#pragma once

#include <QVector>

namespace isonet::widgets {

// Index of the value nearest to x; -1 when `sorted` is empty. `sorted` is in ascending order.
qsizetype nearestIndex(const QVector<double>& sorted, double x);

// Smoothing, the same for every plot and length: bias-corrected exponential moving average m <- w m + (1 - w) v,
// divided by 1 - w^n. Non-finite values pass through unchanged and do not enter the average. weight in [0, 1); 0
// returns the values.
QVector<double> smoothed(const QVector<double>& values, double weight);

// Index of the largest finite value, the last one of equals; -1: none.
qsizetype largestFinite(const QVector<double>& values);

// A value that no axis can show, and where it was recorded.
struct NonFinitePoint {
    double x = 0, value = 0;  // value: NaN or an infinity
};
QVector<NonFinitePoint> nonFinitePoints(const QVector<double>& x, const QVector<double>& values);

// NaN and infinities become gaps (NaN).
QVector<double> finiteOrGap(QVector<double> values);

// Values that a logarithmic axis cannot show become gaps (NaN).
QVector<double> positiveOrGap(QVector<double> values);

}  // namespace isonet::widgets
