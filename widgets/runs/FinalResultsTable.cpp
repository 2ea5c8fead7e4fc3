#include "widgets/runs/FinalResultsTable.h"

#include <QHash>
#include <algorithm>
#include <cmath>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

constexpr int widestFigure = 48;  // characters of average width
constexpr std::size_t shownScalars = 50;

struct ResultRow {
    QString name;  // of the run or the group
    std::vector<const ComparedRun*> members;
};

std::vector<ResultRow> resultRows(const ComparedRuns& runs) {
    std::vector<ResultRow> rows;
    QHash<QString, std::size_t> groups;
    for (const auto& run : runs.runs()) {
        const auto group = run.group.isEmpty() ? groups.end() : groups.find(run.group);
        if (group != groups.end()) {
            rows[*group].members.push_back(&run);
            continue;
        }
        if (!run.group.isEmpty())
            groups.insert(run.group, rows.size());
        rows.push_back({run.group.isEmpty() ? run.label : run.group, {&run}});
    }
    return rows;
}

double lastStep(const RunData& data) {
    double last = 0;
    for (const auto& [tag, series] : data.scalars())
        last = std::max(last, series.steps.last());
    return last;
}

// "0.5", or "0.5 ± 0.1" (sample standard deviation) for several values.
QString meanText(const std::vector<double>& values) {
    if (values.empty())
        return QStringLiteral("–");
    double mean = 0, squares = 0;
    for (const double value : values)
        mean += value / double(values.size());
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    if (values.size() == 1)
        return formatMeasured(mean);
    return QStringLiteral("%1 ± %2").arg(formatMeasured(mean),
                                         formatMeasured(std::sqrt(squares / double(values.size() - 1))));
}

}  // namespace

FinalResultsTable::FinalResultsTable(QWidget* parent)
    : CompareTable(QStringLiteral("finalResultsTable"), tr("Final results of the compared runs"), parent) {}

void FinalResultsTable::showResults(const ComparedRuns& runs, const StatisticChoice& statistic) {
    auto rows = resultRows(runs);
    auto tags = runs.tags();
    std::erase_if(tags, isCategoryAp);  // COCO would add 80 columns; the plots show them
    QStringList first;
    if (rows.size() > std::size_t(shownRuns))
        first.append((runs.groups().isEmpty() ? tr("First %1 of %2 runs") : tr("First %1 of %2 groups"))
                         .arg(shownRuns)
                         .arg(formatCount(std::int64_t(rows.size()))));
    if (tags.size() > shownScalars)
        first.append((first.isEmpty() ? tr("First %1 of %2 scalars") : tr("first %1 of %2 scalars"))
                         .arg(shownScalars)
                         .arg(formatCount(std::int64_t(tags.size()))));
    note_ = first.join(tr(", "));
    rows.resize(std::min(rows.size(), std::size_t(shownRuns)));
    tags.resize(std::min(tags.size(), shownScalars));
    clear();
    setRowCount(int(rows.size()));
    QStringList heads{tr("Runs"), tr("Steps"), tr("Best top-1 or box AP, %")}, names;
    for (const auto& tag : tags)
        heads.append(comparedTitle(tag) + statisticSuffix(statistic));
    setColumnCount(int(heads.size()));
    setHorizontalHeaderLabels(heads);
    for (int column = 0; column < heads.size(); ++column)
        horizontalHeaderItem(column)->setToolTip(plainTip(heads[column]));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        names.append(rows[row].name);
        showRow(int(row), rows[row].members, tags, statistic);
    }
    setVerticalHeaderLabels(names);
    resizeColumnsToContents();
    const int widest = widestFigure * fontMetrics().averageCharWidth();
    for (int column = 0; column < columnCount(); ++column)
        setColumnWidth(column, std::min(columnWidth(column), widest));
}

void FinalResultsTable::showRow(int row, const std::vector<const ComparedRun*>& members,
                                const std::vector<std::string>& tags, const StatisticChoice& statistic) {
    double steps = 0;
    std::vector<double> best;
    std::vector<std::vector<double>> shown(tags.size());
    for (const auto* member : members) {
        const auto& data = *member->data;
        steps = std::max(steps, lastStep(data));
        for (std::size_t i = 0; i < tags.size(); ++i)
            if (const auto series = comparedSeries(data, tags[i]))
                if (const auto value = statisticOf(*series, tags[i], statistic))
                    shown[i].push_back(*value);
        for (const auto& tag : {telemetry::tags::validationTop1, telemetry::tags::boxAp})
            if (const auto* accuracy = data.series(tag)) {
                if (const qsizetype at = largestFinite(accuracy->values); at >= 0)
                    best.push_back(accuracy->values[at]);
                break;
            }
    }
    int column = 0;
    addCell(row, column++, QString::number(members.size()), true);
    addCell(row, column++, formatCount(std::int64_t(steps)), true);
    addCell(row, column++, meanText(best), true);
    for (const auto& values : shown)
        addCell(row, column++, meanText(values), true);
}

}  // namespace isonet::widgets
