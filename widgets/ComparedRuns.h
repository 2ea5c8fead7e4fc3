// The runs that are compared, with their values, colours and groups. GUI thread only; filled by the app.
#pragma once

#include <QColor>
#include <QObject>
#include <QVector>
#include <memory>
#include <vector>

#include "widgets/PlotColours.h"
#include "widgets/RunData.h"
#include "widgets/RunEntry.h"

namespace isonet::widgets {

struct ComparedRun {
    QString path, name, group;
    int colour = 0;  // of PlotColours::series
    std::shared_ptr<RunData> data;
};

class ComparedRuns : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // Keeps the values of runs that stay; `groupOf` names the group of each, in the same order, or is empty.
    void setRuns(const std::vector<const RunEntry*>& runs, const QStringList& groups);
    const QVector<ComparedRun>& runs() const { return runs_; }
    RunData* dataOf(const QString& path) const;  // nullptr: not compared (any more)
    QStringList groups() const;                  // in order of appearance; empty: not grouped

    // Scalar tags that any of the runs has, the well-known ones first; layers are summed up as "<prefix>*".
    std::vector<std::string> tags() const;

Q_SIGNALS:
    void runsChanged();
    void valuesChanged();

private:
    QVector<ComparedRun> runs_;
};

// A run's values under a tag. "isometry/deviation/*": the root mean square over the layers, at each step of the first.
std::optional<Series> comparedSeries(const RunData& data, const std::string& tag);
bool isCategoryAp(const std::string& tag);  // of a detector, by class: there may be many
QString comparedTitle(const std::string& tag);  // "Validation top-1, %"

}  // namespace isonet::widgets
