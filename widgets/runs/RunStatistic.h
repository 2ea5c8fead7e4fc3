// One number of a recorded series: the last value, the best, the smallest, the largest, or that at a step.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string>

#include "widgets/series/RunData.h"

namespace isonet::widgets {

enum class Statistic { Last, Best, Smallest, Largest, AtStep };

struct StatisticChoice {
    Statistic kind = Statistic::Last;
    std::int64_t step = 0;  // of AtStep
    bool operator==(const StatisticChoice&) const = default;
};

// Whether larger values of a tag are better: accuracies, APs, smallest singular values. Not of losses and deviations.
bool isLargerBetter(const std::string& tag);

// Of the finite values; of Last, the last value even if it is not finite. AtStep: the last value at or before the step.
// Nothing if there is none.
std::optional<double> statisticOf(const Series& series, const std::string& tag, const StatisticChoice& choice);

QString statisticTitle(Statistic kind);                  // "Last", "At step…"
QString statisticSuffix(const StatisticChoice& choice);  // of a column's title: " (best)"; empty for Last

}  // namespace isonet::widgets
