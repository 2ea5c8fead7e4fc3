#include "widgets/series/RunData.h"

#include <algorithm>
#include <cmath>

#include "training/telemetry/Tags.h"
#include "widgets/series/LayerOrder.h"

namespace isonet::widgets {
namespace {

bool isPerLayer(const std::string& tag) {
    return tag.starts_with(telemetry::tags::isometry) || tag.starts_with(telemetry::tags::signal) ||
           tag.starts_with(telemetry::tags::gradient) || tag.starts_with(telemetry::tags::momentumDeviation);
}

// Where `step` belongs in ascending steps. Values almost always arrive in order, so the end is tried first.
qsizetype placeOf(const QVector<double>& steps, double step) {
    if (steps.isEmpty() || step > steps.last())
        return steps.size();
    return std::lower_bound(steps.begin(), steps.end(), step) - steps.begin();
}

}  // namespace

void thin(Series& series) {
    const qsizetype n = series.steps.size();
    if (n < 8)
        return;
    Series kept;
    const auto keep = [&](qsizetype i) {
        kept.steps.append(series.steps[i]);
        kept.values.append(series.values[i]);
        kept.wallTimes.append(series.wallTimes[i]);
    };
    kept.steps.reserve(n / 2 + 4), kept.values.reserve(n / 2 + 4), kept.wallTimes.reserve(n / 2 + 4);
    keep(0);
    for (qsizetype begin = 1; begin < n - 1; begin += 4) {
        const qsizetype end = std::min(begin + 4, n - 1);
        // Keep the first NaN of a group too, so that a divergence is never thinned out.
        qsizetype smallest = -1, largest = -1, undefined = -1;
        for (qsizetype i = begin; i < end; ++i) {
            const double value = series.values[i];
            if (std::isnan(value)) {
                undefined = undefined < 0 ? i : undefined;
                continue;
            }
            if (smallest < 0 || value < series.values[smallest])
                smallest = i;
            if (largest < 0 || value >= series.values[largest])
                largest = i;
        }
        for (qsizetype i = begin; i < end; ++i)
            if (i == smallest || i == largest || i == undefined)
                keep(i);
    }
    keep(n - 1);
    series = std::move(kept);
}

void thin(HistogramSeries& series) {
    const qsizetype n = series.steps.size();
    if (n < 4)
        return;
    HistogramSeries kept;
    for (qsizetype i = 0; i < n; ++i)
        if (i % 2 == 0 || i == n - 1) {
            kept.steps.append(series.steps[i]);
            kept.histograms.push_back(std::move(series.histograms[static_cast<std::size_t>(i)]));
        }
    series = std::move(kept);
}

RunData::RunData(QObject* parent) : QObject(parent) {}

void RunData::clear() {
    series_.clear();
    histograms_.clear();
    positions_.clear();
    config_.reset();
    status_ = {};
    Q_EMIT cleared();
    Q_EMIT changed();
}

void RunData::append(const std::vector<telemetry::Record>& records) {
    if (records.empty())
        return;
    for (const auto& record : records) {
        if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value))
            add(record, scalar->value);
        else
            add(record, std::get<telemetry::Histogram>(record.value));
    }
    Q_EMIT changed();
}

void RunData::add(const telemetry::Record& record, double value) {
    auto& series = series_[record.tag];
    const auto step = static_cast<double>(record.step);
    const qsizetype place = placeOf(series.steps, step);
    if (place < series.steps.size() && series.steps[place] == step) {
        series.values[place] = value;
        series.wallTimes[place] = record.wallTime;
        return;
    }
    series.steps.insert(place, step);
    series.values.insert(place, value);
    series.wallTimes.insert(place, record.wallTime);
    if (series.steps.size() > (isPerLayer(record.tag) ? limits_.layerPoints : limits_.points))
        thin(series);
}

void RunData::add(const telemetry::Record& record, const telemetry::Histogram& histogram) {
    auto& series = histograms_[record.tag];
    const auto step = static_cast<double>(record.step);
    const qsizetype place = placeOf(series.steps, step);
    if (place < series.steps.size() && series.steps[place] == step) {
        series.histograms[static_cast<std::size_t>(place)] = histogram;
        return;
    }
    series.steps.insert(place, step);
    series.histograms.insert(series.histograms.begin() + place, histogram);
    if (series.steps.size() > limits_.histogramSteps)
        thin(series);
}

void RunData::dropFrom(std::int64_t step) {
    bool dropped = false;
    for (auto i = series_.begin(); i != series_.end();) {
        auto& series = i->second;
        const qsizetype kept = placeOf(series.steps, static_cast<double>(step));
        dropped |= kept < series.steps.size();
        series.steps.resize(kept);
        series.values.resize(kept);
        series.wallTimes.resize(kept);
        i = kept == 0 ? series_.erase(i) : std::next(i);
    }
    for (auto i = histograms_.begin(); i != histograms_.end();) {
        auto& series = i->second;
        const qsizetype kept = placeOf(series.steps, static_cast<double>(step));
        dropped |= kept < series.steps.size();
        series.steps.resize(kept);
        series.histograms.resize(static_cast<std::size_t>(kept));
        i = kept == 0 ? histograms_.erase(i) : std::next(i);
    }
    if (dropped)
        Q_EMIT changed();
}

void RunData::setConfig(const config::RunConfig& config) {
    config_ = config;
    positions_ = layerPositions(config);
    Q_EMIT changed();
}

void RunData::setStatus(const telemetry::RunStatus& status) {
    status_ = status;
    Q_EMIT statusChanged();
}

void RunData::setLimits(const RunDataLimits& limits) {
    limits_ = {std::max(limits.points, 8), std::max(limits.layerPoints, 8), std::max(limits.histogramSteps, 4)};
    for (auto& [tag, series] : series_)
        while (series.steps.size() > (isPerLayer(tag) ? limits_.layerPoints : limits_.points))
            thin(series);
    for (auto& [tag, series] : histograms_)
        while (series.steps.size() > limits_.histogramSteps)
            thin(series);
    Q_EMIT changed();
}

const Series* RunData::series(const std::string& tag) const {
    const auto found = series_.find(tag);
    return found == series_.end() ? nullptr : &found->second;
}

const HistogramSeries* RunData::histograms(const std::string& tag) const {
    const auto found = histograms_.find(tag);
    return found == histograms_.end() ? nullptr : &found->second;
}

std::vector<std::string> RunData::tagsWithPrefix(const std::string& prefix) const {
    std::vector<std::string> names;
    const auto collect = [&](const auto& values) {
        for (auto i = values.lower_bound(prefix); i != values.end() && i->first.starts_with(prefix); ++i)
            names.push_back(i->first.substr(prefix.size()));
    };
    collect(series_);
    collect(histograms_);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    sortLayers(names, positions_);
    for (auto& name : names)
        name.insert(0, prefix);
    return names;
}

}  // namespace isonet::widgets
