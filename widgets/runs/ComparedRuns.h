// The compared runs with their data, colors and groups. Filled by the application. GUI thread only.
#pragma once

#include <QColor>
#include <QObject>
#include <QVector>
#include <memory>
#include <vector>

#include "widgets/plot/PlotColors.h"
#include "widgets/runs/RunEntry.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {

struct ComparedRun {
    QString path, name, group;
    int color = 0;  // index of PlotColors::series
    std::shared_ptr<RunData> data;
};

class ComparedRuns : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // Keeps the data of runs that are still compared. `groups`: the group of each run, or empty strings.
    void setRuns(const std::vector<const RunEntry*>& runs, const QStringList& groups);
    const QVector<ComparedRun>& runs() const { return runs_; }
    RunData* dataOf(const QString& path) const;  // nullptr: not compared
    QStringList groups() const;                  // in order of appearance; empty if not grouped

    // Scalar tags of all runs, the common ones first; per-layer tags are aggregated as "<prefix>*".
    std::vector<std::string> tags() const;

Q_SIGNALS:
    void runsChanged();
    void valuesChanged();

private:
    QVector<ComparedRun> runs_;
};

// Series of a run. "isometry/deviation/*": root mean square over the layers at each step.
std::optional<Series> comparedSeries(const RunData& data, const std::string& tag);
bool isCategoryAp(const std::string& tag);      // detection AP of one category
QString comparedTitle(const std::string& tag);  // "Validation top-1, %"

}  // namespace isonet::widgets
