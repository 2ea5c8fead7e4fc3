#include "widgets/series/XValues.h"

#include <QDateTime>
#include <QObject>
#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

// Piecewise linear through (steps, values), extrapolated at both ends.
double interpolated(const QVector<double>& steps, const QVector<double>& values, double step) {
    const qsizetype n = steps.size();
    if (n == 1)
        return steps[0] > 0 ? values[0] * step / steps[0] : values[0];
    qsizetype after = std::lower_bound(steps.begin(), steps.end(), step) - steps.begin();
    after = std::clamp<qsizetype>(after, 1, n - 1);
    const double share = (step - steps[after - 1]) / (steps[after] - steps[after - 1]);
    return values[after - 1] + share * (values[after] - values[after - 1]);
}

double startOf(const RunData& data) {
    double start = HUGE_VAL;
    for (const auto& tag : {telemetry::tags::lossTotal, telemetry::tags::learningRate})
        if (const auto* series = data.series(tag); series && !series->wallTimes.isEmpty())
            start = std::min(start, series->wallTimes.first());
    return start;
}

QVector<double> nonDecreasing(QVector<double> values) {
    double highest = -HUGE_VAL;
    for (auto& value : values)
        value = highest = std::max(highest, value);
    return values;
}

}  // namespace

QStringList xAxisTitles() {
    return {QObject::tr("Step"), QObject::tr("Epoch"), QObject::tr("Relative time"), QObject::tr("Wall time")};
}

bool offersXAxis(const RunData& data, XAxis kind) {
    return kind != XAxis::Epoch || data.series(telemetry::tags::epoch);
}

QVector<double> xValues(const RunData& data, const Series& series, XAxis kind) {
    switch (kind) {
        case XAxis::Step:
            return series.steps;
        case XAxis::Epoch: {
            const auto* epochs = data.series(telemetry::tags::epoch);
            if (!epochs)
                return series.steps;
            QVector<double> x(series.steps.size());
            for (qsizetype i = 0; i < x.size(); ++i)
                x[i] = interpolated(epochs->steps, epochs->values, series.steps[i]);
            return nonDecreasing(std::move(x));
        }
        case XAxis::Relative:
        case XAxis::Wall: {
            if (series.wallTimes.size() != series.steps.size() || series.wallTimes.isEmpty())
                return series.steps;
            QVector<double> x = series.wallTimes;
            if (kind == XAxis::Relative) {
                double start = startOf(data);
                if (!std::isfinite(start))
                    start = x.first();
                for (auto& value : x)
                    value = std::max(0.0, value - start);
            }
            return nonDecreasing(std::move(x));
        }
    }
    return series.steps;
}

double xOfStep(const RunData& data, double step, XAxis kind) {
    if (kind == XAxis::Step)
        return step;
    if (kind == XAxis::Epoch) {
        const auto* epochs = data.series(telemetry::tags::epoch);
        return epochs ? interpolated(epochs->steps, epochs->values, step) : step;
    }
    const auto* clock = data.series(telemetry::tags::lossTotal);
    if (!clock || clock->wallTimes.isEmpty())
        return step;
    const double time = interpolated(clock->steps, clock->wallTimes, step);
    return kind == XAxis::Wall ? time : std::max(0.0, time - startOf(data));
}

QString xAxisLabel(XAxis kind) {
    switch (kind) {
        case XAxis::Epoch:
            return QObject::tr("epoch");
        case XAxis::Relative:
            return QObject::tr("time since the start");
        case XAxis::Wall:
            return QObject::tr("date and time");
        default:
            return QObject::tr("step");
    }
}

QString xText(XAxis kind, double x) {
    switch (kind) {
        case XAxis::Epoch:
            return QObject::tr("epoch %1").arg(x, 0, 'g', 4);
        case XAxis::Relative:
            return QObject::tr("after %1").arg(formatDuration(x));
        case XAxis::Wall:
            return QDateTime::fromMSecsSinceEpoch(qint64(x * 1000)).toString(QStringLiteral("d MMM hh:mm:ss"));
        default:
            return QObject::tr("step %1").arg(stepText(x));
    }
}

std::optional<RecordedPoint> nearestRecorded(const RunData& data, const QVector<const Series*>& series, XAxis kind,
                                             double x) {
    std::optional<RecordedPoint> nearest;
    for (const auto* each : series) {
        const auto places = each ? xValues(data, *each, kind) : QVector<double>();
        const qsizetype i = nearestIndex(places, x);
        if (i >= 0 && (!nearest || std::abs(places[i] - x) < std::abs(nearest->place - x)))
            nearest = {places[i], each->steps[i]};
    }
    return nearest;
}

}  // namespace isonet::widgets
