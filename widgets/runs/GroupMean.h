// The mean of the curves of a group of runs, with the smallest and largest at each place. Plain values. Any thread.
#pragma once

#include <QVector>
#include <vector>

#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

struct GroupMember {
    QVector<double> places, raw, values;  // values: smoothed; the same as raw without smoothing
};

struct GroupMean {
    QVector<double> places, mean, low, high, raw;  // raw: mean of the members' raw values
    QVector<int> counts;                           // of the members in each mean
    QVector<NonFinitePoint> nonFinite;             // of all members
};

// At the places of the member that has most of them, at most 2,000. A mean of another number of members is another
// line: a gap separates them.
GroupMean groupMean(const std::vector<GroupMember>& members);

}  // namespace isonet::widgets
