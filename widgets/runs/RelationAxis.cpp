#include "widgets/runs/RelationAxis.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/common/Format.h"

namespace isonet::widgets {
namespace {

// Low, high and whether the axis is logarithmic, from the values.
void measureAxis(RelationAxis& axis) {
    bool any = false;
    for (const double value : std::as_const(axis.values))
        if (std::isfinite(value)) {
            axis.low = any ? std::min(axis.low, value) : value;
            axis.high = any ? std::max(axis.high, value) : value;
            any = true;
        }
    axis.isWide = !axis.isCategorical && any && axis.low > 0 && axis.high > RelationAxis::logSpan * axis.low;
    if (any && axis.low == axis.high)
        axis.low -= 0.5, axis.high += 0.5;
}

// Zero next to positive numbers of several decades.
bool hasZeroBesideDecades(const QVector<double>& values) {
    double low = HUGE_VAL, high = 0;
    bool zero = false;
    for (const double value : values) {
        zero |= value == 0;
        if (value > 0)
            low = std::min(low, value), high = std::max(high, value);
    }
    return zero && high > RelationAxis::logSpan * low;
}

}  // namespace

double RelationAxis::partOf(qsizetype run) const {
    const double value = values.value(run, std::nan(""));
    if (!std::isfinite(value))
        return std::nan("");
    return isWide ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
}

QString RelationAxis::textAt(double part) const {
    return valueText(isWide ? low * std::pow(high / low, part) : low + part * (high - low));
}

RelationAxis settingAxis(const QString& title, const QStringList& texts) {
    RelationAxis axis;
    axis.title = title;
    axis.texts = texts;
    bool numbers = true;
    for (const auto& text : texts) {
        bool ok = true;
        axis.values.append(text.isEmpty() ? std::nan("") : text.toDouble(&ok));
        numbers = numbers && ok;
    }
    axis.isCategorical = !numbers || hasZeroBesideDecades(axis.values);
    if (axis.isCategorical) {
        QStringList names = texts;
        names.removeAll(QString());
        names.removeDuplicates();
        std::ranges::stable_sort(names, [numbers](const QString& a, const QString& b) {
            return numbers ? a.toDouble() < b.toDouble() : QString::localeAwareCompare(a, b) < 0;
        });
        for (qsizetype run = 0; run < texts.size(); ++run)
            axis.values[run] = texts[run].isEmpty() ? std::nan("") : double(names.indexOf(texts[run]));
        axis.names = names;
    }
    measureAxis(axis);
    return axis;
}

RelationAxis resultAxis(const QString& title, const QVector<double>& values, const QStringList& texts) {
    RelationAxis axis;
    axis.title = title;
    axis.isResult = true;
    axis.values = values;
    axis.texts = texts;
    measureAxis(axis);
    return axis;
}

}  // namespace isonet::widgets
