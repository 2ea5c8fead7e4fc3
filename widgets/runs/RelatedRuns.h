// Runs with the settings in which they differ and their results, as axes of plots. Plain values; GUI thread, because it
// reads the data of compared runs.
#pragma once

#include <functional>
#include <vector>

#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/RelationAxis.h"
#include "widgets/runs/RunStatistic.h"

namespace isonet::widgets {

struct RelatedRuns {
    QStringList paths, labels;
    QVector<int> colors;         // of PlotColors::series; -1: not compared
    QVector<RelationAxis> axes;  // settings, then results; only those of which two runs at least have a value
    int indexOf(const QString& title) const;  // of an axis; -1: there is none
};

// The results shown in addition to those that the data of compared runs has: of a column of RunColumns.
using FigureOf = std::function<QVariant(const RunEntry& run, int column)>;

// `compared`: their scalars are results too.
RelatedRuns relatedRuns(const std::vector<const RunEntry*>& runs, const ComparedRuns& compared, const FigureOf& figure,
                        const StatisticChoice& statistic);

}  // namespace isonet::widgets
