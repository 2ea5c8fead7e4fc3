#include "training/report/HistogramShape.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace isonet::report {
namespace {

double totalOf(const telemetry::Histogram& histogram) {
    return std::accumulate(histogram.counts.begin(), histogram.counts.end(), 0.0);
}

// Other writers put the outermost edges far from the values.
double lowOf(const telemetry::Histogram& histogram, std::size_t i) {
    return std::max(histogram.min, i == 0 ? histogram.min : histogram.limits[i - 1]);
}

double highOf(const telemetry::Histogram& histogram, std::size_t i) {
    return std::min(histogram.limits[i], histogram.max);
}

}  // namespace

double quantile(const telemetry::Histogram& histogram, double q) {
    const double total = totalOf(histogram);
    if (!(total > 0))
        return std::numeric_limits<double>::quiet_NaN();
    double wanted = std::clamp(q, 0.0, 1.0) * total;
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double count = histogram.counts[i];
        if (count > 0 && wanted <= count)
            return lowOf(histogram, i) + (highOf(histogram, i) - lowOf(histogram, i)) * wanted / count;
        wanted -= count;
    }
    return histogram.max;
}

std::vector<Point> outlineOf(const telemetry::Histogram& histogram, std::size_t buckets, double thinnest) {
    if (!(totalOf(histogram) > 0))
        return {};
    if (!(histogram.max - histogram.min > thinnest)) {
        const double center = histogram.min / 2 + histogram.max / 2;
        const double low = center - thinnest / 2, high = center + thinnest / 2;
        return {{low, 0}, {low, 1}, {high, 1}, {high, 0}};
    }
    const std::size_t together = (histogram.counts.size() + buckets - 1) / buckets;
    std::vector<Point> outline;
    double tallest = 0;
    for (std::size_t i = 0; i < histogram.counts.size(); i += together) {
        const std::size_t end = std::min(i + together, histogram.counts.size());
        const double low = lowOf(histogram, i), high = highOf(histogram, end - 1);
        if (!(high > low))
            continue;
        const double density = std::accumulate(histogram.counts.begin() + static_cast<std::ptrdiff_t>(i),
                                               histogram.counts.begin() + static_cast<std::ptrdiff_t>(end), 0.0) /
                               (high - low);
        if (outline.empty())
            outline.push_back({low, 0});
        outline.push_back({low, density});
        outline.push_back({high, density});
        tallest = std::max(tallest, density);
    }
    if (!(tallest > 0))
        return {};
    outline.push_back({outline.back().x, 0});
    for (auto& point : outline)
        point.y /= tallest;
    return outline;
}

}  // namespace isonet::report
