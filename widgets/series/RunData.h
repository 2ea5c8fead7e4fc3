// The values of one run in memory, by tag, as the plots draw them. Filled from records; independent of files and
// threads. Memory is bounded: beyond a limit a series is thinned, keeping its first, last and extreme values;
// histograms keep at most a fixed number of steps per tag.
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
    QVector<double> steps, values, wallTimes;  // ascending steps
};

struct HistogramSeries {
    QVector<double> steps;
    std::vector<telemetry::Histogram> histograms;
};

// Points kept per tag. Per-layer scalars have their own limit: there can be a hundred layers, but only one loss.
struct RunDataLimits {
    int points = 100'000;
    int layerPoints = 20'000;
    int histogramSteps = 240;
};

// Halves a series: keeps the smallest and largest of every four neighbors, and the first and last point.
void thin(Series& series);
// Drops every second step between the first and the last.
void thin(HistogramSeries& series);

// GUI thread only.
class RunData : public QObject {
    Q_OBJECT
public:
    explicit RunData(QObject* parent = nullptr);

    void clear();
    // Replaces the value of a step that a tag already has, inserts earlier steps: steps are always ascending.
    void append(const std::vector<telemetry::Record>& records);
    void dropFrom(std::int64_t step);  // after a restart: discards this step and later ones
    void setConfig(const config::RunConfig& config);
    void setStatus(const telemetry::RunStatus& status);
    void setLimits(const RunDataLimits& limits);  // at least 8 points and 4 histogram steps

    const Series* series(const std::string& tag) const;                        // nullptr: none yet
    const HistogramSeries* histograms(const std::string& tag) const;           // nullptr: none yet
    std::vector<std::string> tagsWithPrefix(const std::string& prefix) const;  // in network order, then by name
    const std::map<std::string, Series>& scalars() const { return series_; }   // by tag; none is empty
    const std::optional<config::RunConfig>& config() const { return config_; }
    const telemetry::RunStatus& status() const { return status_; }

Q_SIGNALS:
    void changed();  // values or the configuration (hence the layer order)
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
