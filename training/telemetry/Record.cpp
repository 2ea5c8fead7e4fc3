#include "training/telemetry/Record.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace isonet::telemetry {

Histogram histogramOf(const std::vector<double>& values, int bins) {
    if (bins < 1)
        throw std::invalid_argument("histogramOf: bins is " + std::to_string(bins) + "; accepted: 1 or more");
    Histogram histogram;
    std::vector<double> finite;
    finite.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double v) { return std::isfinite(v); });
    if (finite.empty())
        return histogram;
    const auto [lowest, highest] = std::minmax_element(finite.begin(), finite.end());
    histogram.min = *lowest;
    histogram.max = *highest;
    histogram.count = static_cast<double>(finite.size());
    for (const double value : finite) {
        histogram.sum += value;
        histogram.sumSquares += value * value;
    }
    // Extremes that are nearly equal leave no room for all edges.
    double previous = histogram.min;
    for (int i = 1; i < bins; ++i) {
        const double edge = std::lerp(histogram.min, histogram.max, static_cast<double>(i) / bins);
        if (edge > previous && edge < histogram.max)
            histogram.limits.push_back(previous = edge);
    }
    histogram.limits.push_back(histogram.max);
    histogram.counts.assign(histogram.limits.size(), 0);
    for (const double value : finite) {
        // The first bucket whose right edge is >= value.
        const auto edge = std::lower_bound(histogram.limits.begin(), histogram.limits.end(), value);
        ++histogram.counts[static_cast<size_t>(edge - histogram.limits.begin())];
    }
    return histogram;
}

}  // namespace isonet::telemetry
