// The values of one run in memory, by tag, as the views draw them. Filled from records; knows no file and no thread.
// Bounded: a series keeps every point up to a limit and thins the middle beyond it, never its extremes, its first or
// its last value; histograms keep at most a fixed number of steps per tag, thinned likewise.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QVector>
#include <map>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/Record.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {

struct Series {
    QVector<double> steps, values, wallTimes;  // rising steps
};

struct HistogramSeries {
    QVector<double> steps;
    std::vector<telemetry::Histogram> histograms;
};

// Points kept per tag. Per-layer scalars have their own limit: a network has a hundred layers but one loss.
struct RunDataLimits {
    int points = 100'000;
    int layerPoints = 20'000;
    int histogramSteps = 240;
};

// Halves a series: of every four neighbours stay the smallest and the largest, and always the first and the last point.
void thin(Series& series);
// Drops every second step between the first and the last.
void thin(HistogramSeries& series);

// GUI thread only.
class RunData : public QObject {
    Q_OBJECT
public:
    explicit RunData(QObject* parent = nullptr);

    void clear();
    // A step that a tag already holds is replaced, an earlier one is inserted: steps always rise.
    void append(const std::vector<telemetry::Record>& records);
    void dropFrom(std::int64_t step);  // a restart: values of this step and later ones are void
    void setConfig(const config::RunConfig& config);
    void setStatus(const telemetry::RunStatus& status);
    void setLimits(const RunDataLimits& limits);  // at least 8 points and 4 histogram steps

    const Series* series(const std::string& tag) const;                        // nullptr: none yet
    const HistogramSeries* histograms(const std::string& tag) const;           // nullptr: none yet
    std::vector<std::string> tagsWithPrefix(const std::string& prefix) const;  // network order, then by name
    const std::optional<config::RunConfig>& config() const { return config_; }
    const telemetry::RunStatus& status() const { return status_; }

Q_SIGNALS:
    void changed();  // values were added or dropped, or the configuration (hence the order) changed
    void statusChanged();
    void cleared();

private:
    void add(const telemetry::Record& record, double value);
    void add(const telemetry::Record& record, const telemetry::Histogram& histogram);

    std::map<std::string, Series> series_;
    std::map<std::string, HistogramSeries> histograms_;
    std::map<std::string, int> positions_;  // of layers, from config_'s plan
    std::optional<config::RunConfig> config_;
    telemetry::RunStatus status_;
    RunDataLimits limits_;
};

}  // namespace isonet::widgets
