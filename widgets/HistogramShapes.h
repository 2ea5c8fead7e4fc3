// What a recorded histogram says about its values, and its outline for drawing.
#pragma once

#include <QVector>
#include <cstddef>

#include "training/telemetry/Record.h"

namespace isonet::widgets {

// The value below which the share q in [0, 1] lies, linear within a bucket. Not a number for an empty histogram.
double quantile(const telemetry::Histogram& histogram, double q);
double meanOf(const telemetry::Histogram& histogram);
double deviationOf(const telemetry::Histogram& histogram);  // population standard deviation
// Share of the values in [low, high], linear within a bucket.
double shareWithin(const telemetry::Histogram& histogram, double low, double high);

// As many buckets as suit the number of values, at most `most`: few values in many buckets make a comb.
int suitableBuckets(const telemetry::Histogram& histogram, int most);
// Neighbouring buckets merged to at most `buckets`.
telemetry::Histogram coarsened(const telemetry::Histogram& histogram, int buckets);

// Densities count / (width * total) as a staircase: x and height, from and to height 0. A histogram whose values are
// all equal gets `thinnest` as its width.
struct Staircase {
    QVector<double> x, height;
    double tallest = 0;
};
Staircase staircaseOf(const telemetry::Histogram& histogram, double thinnest);

}  // namespace isonet::widgets
