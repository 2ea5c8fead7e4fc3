#include "widgets/runs/GroupMean.h"

#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr qsizetype groupPoints = 2000;

// Linear interpolation; NaN outside the points.
double valueAt(const QVector<double>& x, const QVector<double>& y, double at) {
    const auto after = std::lower_bound(x.begin(), x.end(), at) - x.begin();
    if (after == x.size() || at < x.first())
        return std::nan("");
    if (after == 0 || x[after] == at)
        return y[after];
    const double fraction = (at - x[after - 1]) / (x[after] - x[after - 1]);
    return y[after - 1] + fraction * (y[after] - y[after - 1]);
}

QVector<double> gridOf(const std::vector<GroupMember>& members) {
    QVector<double> grid;
    for (const auto& member : members)
        if (member.places.size() > grid.size())
            grid = member.places;
    if (grid.size() <= groupPoints)
        return grid;
    QVector<double> coarse;
    for (qsizetype i = 0; i < groupPoints; ++i)
        coarse.append(grid[i * (grid.size() - 1) / (groupPoints - 1)]);
    return coarse;
}

}  // namespace

GroupMean groupMean(const std::vector<GroupMember>& members) {
    GroupMean all;
    const auto add = [&](double place, double mean, double low, double high, double raw, int count) {
        all.places += place, all.mean += mean, all.low += low, all.high += high, all.raw += raw;
        all.counts += count;
    };
    const double gap = std::nan("");
    for (const double at : gridOf(members)) {
        double sum = 0, minimum = HUGE_VAL, maximum = -HUGE_VAL, rawSum = 0;
        int count = 0;
        for (const auto& member : members)
            if (const double value = valueAt(member.places, member.values, at); std::isfinite(value)) {
                sum += value, ++count;
                rawSum += valueAt(member.places, member.raw, at);
                minimum = std::min(minimum, value), maximum = std::max(maximum, value);
            }
        if (!all.places.isEmpty() && count != all.counts.last())
            add(all.places.last(), gap, gap, gap, gap, all.counts.last());
        if (count > 0)
            add(at, sum / count, minimum, maximum, rawSum / count, count);
        else
            add(at, gap, gap, gap, gap, count);
    }
    for (const auto& member : members)
        all.nonFinite += nonFinitePoints(member.places, member.raw);
    std::ranges::sort(all.nonFinite, {}, &NonFinitePoint::x);
    return all;
}

}  // namespace isonet::widgets
