// Statistics of a recorded histogram, and its outline for drawing.
#pragma once

#include <QVector>
#include <cstddef>

#include "training/telemetry/Record.h"

namespace isonet::widgets {

// The q-quantile, q in [0, 1], linear within a bucket. NaN for an empty histogram.
double quantile(const telemetry::Histogram& histogram, double q);
double meanOf(const telemetry::Histogram& histogram);
double deviationOf(const telemetry::Histogram& histogram);  // population standard deviation
// Fraction of the values in [low, high], linear within a bucket.
double shareWithin(const telemetry::Histogram& histogram, double low, double high);

// A number of buckets, at most `most`, suited to the number of values.
int suitableBuckets(const telemetry::Histogram& histogram, int most);
// Merges neighboring buckets into at most `buckets`.
telemetry::Histogram coarsened(const telemetry::Histogram& histogram, int buckets);

// Densities count / (width * total) as a step function that starts and ends at height 0. A histogram of equal values
// gets the width `thinnest`.
struct Staircase {
    QVector<double> x, height;
    double tallest = 0;
};
Staircase staircaseOf(const telemetry::Histogram& histogram, double thinnest);

}  // namespace isonet::widgets
