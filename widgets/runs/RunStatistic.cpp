#include "widgets/runs/RunStatistic.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

QString statisticText(const char* text) {
    return QCoreApplication::translate("RunStatistic", text);
}

}  // namespace

bool isLargerBetter(const std::string& tag) {
    for (const std::string_view prefix : {"accuracy/", "ap/", "throughput/"})
        if (tag.starts_with(prefix))
            return true;
    return tag.starts_with(telemetry::tags::sigmaMin);
}

std::optional<double> statisticOf(const Series& series, const std::string& tag, const StatisticChoice& choice) {
    if (series.values.isEmpty())
        return std::nullopt;
    if (choice.kind == Statistic::Last)
        return series.values.last();
    if (choice.kind == Statistic::AtStep) {
        const auto after = std::upper_bound(series.steps.begin(), series.steps.end(), double(choice.step));
        return after == series.steps.begin() ? std::nullopt
                                             : std::optional(series.values[after - series.steps.begin() - 1]);
    }
    const bool largest = choice.kind == Statistic::Largest || (choice.kind == Statistic::Best && isLargerBetter(tag));
    std::optional<double> best;
    for (const double value : series.values)
        if (std::isfinite(value) && (!best || (largest ? value > *best : value < *best)))
            best = value;
    return best;
}

QString statisticTitle(Statistic kind) {
    switch (kind) {
        case Statistic::Best:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", "Best"));
        case Statistic::Smallest:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", "Smallest"));
        case Statistic::Largest:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", "Largest"));
        case Statistic::AtStep:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", "At step…"));
        default:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", "Last"));
    }
}

QString statisticSuffix(const StatisticChoice& choice) {
    switch (choice.kind) {
        case Statistic::Best:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", " (best)"));
        case Statistic::Smallest:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", " (min)"));
        case Statistic::Largest:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", " (max)"));
        case Statistic::AtStep:
            return statisticText(QT_TRANSLATE_NOOP("RunStatistic", " (step %1)")).arg(stepText(double(choice.step)));
        default:
            return {};
    }
}

}  // namespace isonet::widgets
