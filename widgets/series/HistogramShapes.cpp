#include "widgets/series/HistogramShapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace isonet::widgets {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double lowOf(const telemetry::Histogram& histogram, std::size_t i) {
    // Other writers may put the first edge far below the smallest value.
    return std::max(histogram.min, i == 0 ? histogram.min : histogram.limits[i - 1]);
}

double highOf(const telemetry::Histogram& histogram, std::size_t i) {
    return std::min(histogram.limits[i], std::max(histogram.max, histogram.min));
}

}  // namespace

double quantile(const telemetry::Histogram& histogram, double q) {
    const double total = std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
    if (!(total > 0))
        return undefined;
    double wanted = std::clamp(q, 0.0, 1.0) * total;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double count = histogram.counts[i];
        if (count > 0 && wanted <= count) {
            const double low = lowOf(histogram, i);
            return low + (highOf(histogram, i) - low) * wanted / count;
        }
        wanted -= count;
    }
    return histogram.max;
}

double meanOf(const telemetry::Histogram& histogram) {
    return histogram.count > 0 ? histogram.sum / histogram.count : undefined;
}

double deviationOf(const telemetry::Histogram& histogram) {
    if (!(histogram.count > 0))
        return undefined;
    const double mean = meanOf(histogram);
    return std::sqrt(std::max(0.0, histogram.sumSquares / histogram.count - mean * mean));
}

double shareWithin(const telemetry::Histogram& histogram, double low, double high) {
    const double total = std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
    if (!(total > 0))
        return undefined;
    double inside = 0;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double left = lowOf(histogram, i), right = highOf(histogram, i);
        if (right > left)
            inside += histogram.counts[i] * std::max(0.0, std::min(high, right) - std::max(low, left)) / (right - left);
        else if (left >= low && left <= high)
            inside += histogram.counts[i];
    }
    return inside / total;
}

int suitableBuckets(const telemetry::Histogram& histogram, int most) {
    return std::clamp(static_cast<int>(2 * std::sqrt(std::max(histogram.count, 0.0))), std::min(6, most), most);
}

telemetry::Histogram coarsened(const telemetry::Histogram& histogram, int buckets) {
    const std::size_t n = histogram.counts.size(), most = static_cast<std::size_t>(std::max(buckets, 1));
    if (n <= most)
        return histogram;
    telemetry::Histogram merged = histogram;
    merged.limits.clear();
    merged.counts.clear();
    // Groups of equal size if possible: a short last one would stand out.
    const std::size_t fewest = (n + most - 1) / most;
    std::size_t group = fewest;
    while (group <= 2 * fewest && n % group != 0)
        ++group;
    group = n % group == 0 ? group : fewest;
    for (std::size_t i = 0; i < n; i += group) {
        const std::size_t end = std::min(i + group, n);
        merged.limits.push_back(histogram.limits[end - 1]);
        merged.counts.push_back(std::accumulate(histogram.counts.begin() + static_cast<std::ptrdiff_t>(i),
                                                histogram.counts.begin() + static_cast<std::ptrdiff_t>(end), 0.0));
    }
    return merged;
}

Staircase staircaseOf(const telemetry::Histogram& histogram, double thinnest) {
    Staircase stairs;
    const double total = std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
    if (!(total > 0))
        return stairs;
    const auto add = [&](double x, double height) {
        stairs.x.append(x);
        stairs.height.append(height);
        stairs.tallest = std::max(stairs.tallest, height);
    };
    if (!(histogram.max - histogram.min > thinnest * 1e-3)) {
        const double left = histogram.min - thinnest / 2, right = histogram.min + thinnest / 2;
        add(left, 0), add(left, 1 / thinnest), add(right, 1 / thinnest), add(right, 0);
        return stairs;
    }
    double edge = undefined;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double left = lowOf(histogram, i), right = highOf(histogram, i);
        if (!(right > left))
            continue;
        const double density = histogram.counts[i] / (total * (right - left));
        if (std::isnan(edge))
            add(left, 0);
        add(left, density), add(right, density);
        edge = right;
    }
    if (!std::isnan(edge))
        add(edge, 0);
    return stairs;
}

}  // namespace isonet::widgets
