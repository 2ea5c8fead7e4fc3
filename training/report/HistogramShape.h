// What is read off a recorded histogram.
#pragma once

#include <vector>

#include "training/report/Curve.h"
#include "training/telemetry/Record.h"

namespace isonet::report {

// The q-quantile, q in [0, 1], linear within a bucket. NaN for an empty histogram.
double quantile(const telemetry::Histogram& histogram, double q);

// Shares of the values in at most `buckets` buckets as an outline: x is a value, y the share per unit of x divided by
// the largest one. Equal values: one bucket of width `thinnest`. Empty for an empty histogram.
std::vector<Point> outlineOf(const telemetry::Histogram& histogram, std::size_t buckets, double thinnest);

}  // namespace isonet::report
