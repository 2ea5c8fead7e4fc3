// The compared runs with their data, colors and groups. Filled by the application. GUI thread only.
#pragma once

#include <QColor>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QVector>
#include <memory>
#include <set>
#include <vector>

#include "widgets/plot/PlotColors.h"
#include "widgets/runs/RunEntry.h"
#include "widgets/series/RunData.h"

class QTimer;

namespace isonet::widgets {

// Lines of a plot, and rows or columns of a table of compared runs. Means of groups and CSV files are of all runs.
inline constexpr int shownRuns = 50;

struct ComparedRun {
    QString path, name, group;
    QString label;          // by what differs between the runs, RunLabels.h; no two are equal
    int color = 0;          // index of PlotColors::series
    bool ownColor = false;  // chosen here, because the caller gave none
    std::shared_ptr<RunData> data;
};

class ComparedRuns : public QObject {
    Q_OBJECT
public:
    explicit ComparedRuns(QObject* parent = nullptr);

    // Keeps the data of runs that are still compared. `groups`: the group of each run, or empty strings. `colors`: of
    // each run; -1 or none: a color that no other run has, which a run keeps as long as it is compared, or the group's.
    void setRuns(const std::vector<const RunEntry*>& runs, const QStringList& groups, const QVector<int>& colors = {});
    const QVector<ComparedRun>& runs() const { return runs_; }
    RunData* dataOf(const QString& path) const;  // nullptr: not compared
    QStringList groups() const;                  // in order of appearance; empty if not grouped

    // Runs that are selected in the table: plots draw them thicker. Others than the compared ones are allowed.
    void setSelected(const QStringList& paths);
    bool isSelected(const QString& path) const { return selected_.contains(path); }

    // Scalar tags of all runs, the common ones first; per-layer tags are aggregated as "<prefix>*".
    std::vector<std::string> tags() const;

Q_SIGNALS:
    void runsChanged();
    void valuesChanged();
    void selectionChanged();

private:
    void chooseColors(QVector<ComparedRun>& runs) const;
    void take(const RunData& data);
    void collectTags(const RunData& data);
    void collectAllTags();

    QVector<ComparedRun> runs_;
    QSet<QString> selected_;                   // paths
    QHash<QString, int> places_;               // in runs_, by path
    std::set<std::string> tags_;               // of all runs, not aggregated
    QHash<const RunData*, qsizetype> counts_;  // of each run's tags that tags_ contains
    // No longer compared. Deleted bit by bit: hundreds of runs take longer than the window may pause.
    std::vector<std::shared_ptr<RunData>> dropped_;
    QTimer* sweeper_;
};

// Labels by what differs between the runs, of which no two are equal.
QStringList labelsOf(const std::vector<const RunEntry*>& runs);

// Series of a run. "isometry/deviation/*": root mean square over the layers at each step.
std::optional<Series> comparedSeries(const RunData& data, const std::string& tag);
bool isCategoryAp(const std::string& tag);      // detection AP of one category
QString comparedTitle(const std::string& tag);  // "Validation top-1, %"

}  // namespace isonet::widgets
