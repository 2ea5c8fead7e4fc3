#include "widgets/runs/FinalResultsTable.h"

#include <algorithm>
#include <cmath>

#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/runs/ComparedRuns.h"

namespace isonet::widgets {
namespace {

constexpr int widestFigure = 220;

struct ResultRow {
    QString name;  // of the run or the group
    std::vector<const ComparedRun*> members;
};

std::vector<ResultRow> resultRows(const ComparedRuns& runs) {
    std::vector<ResultRow> rows;
    for (const auto& run : runs.runs()) {
        const auto row = run.group.isEmpty() ? rows.end() : std::ranges::find(rows, run.group, &ResultRow::name);
        if (row == rows.end())
            rows.push_back({run.group.isEmpty() ? shortRunName(run.name) : run.group, {&run}});
        else
            row->members.push_back(&run);
    }
    return rows;
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

void FinalResultsTable::showResults(const ComparedRuns& runs) {
    const auto rows = resultRows(runs);
    auto tags = runs.tags();
    std::erase_if(tags, isCategoryAp);  // COCO would add 80 columns; the plots show them
    clear();
    setRowCount(int(rows.size()));
    QStringList heads{tr("Runs"), tr("Steps"), tr("Best top-1 or box AP, %")}, names;
    for (const auto& tag : tags)
        heads.append(comparedTitle(tag));
    setColumnCount(int(heads.size()));
    setHorizontalHeaderLabels(heads);
    for (int column = 0; column < heads.size(); ++column)
        horizontalHeaderItem(column)->setToolTip(plainTip(heads[column]));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        names.append(rows[row].name);
        showRow(int(row), rows[row].members, tags);
    }
    setVerticalHeaderLabels(names);
    resizeColumnsToContents();
    for (int column = 0; column < columnCount(); ++column)
        setColumnWidth(column, std::min(columnWidth(column), widestFigure));
}

void FinalResultsTable::showRow(int row, const std::vector<const ComparedRun*>& members,
                                const std::vector<std::string>& tags) {
    double steps = 0;
    std::vector<double> best;
    std::vector<std::vector<double>> last(tags.size());
    for (const auto* member : members) {
        const auto& data = *member->data;
        for (std::size_t i = 0; i < tags.size(); ++i)
            if (const auto series = comparedSeries(data, tags[i])) {
                last[i].push_back(series->values.last());
                steps = std::max(steps, series->steps.last());
            }
        for (const auto& tag : {telemetry::tags::validationTop1, telemetry::tags::boxAp})
            if (const auto* accuracy = data.series(tag)) {
                best.push_back(*std::ranges::max_element(accuracy->values));
                break;
            }
    }
    int column = 0;
    addCell(row, column++, QString::number(members.size()), true);
    addCell(row, column++, formatCount(std::int64_t(steps)), true);
    addCell(row, column++, meanText(best), true);
    for (const auto& values : last)
        addCell(row, column++, meanText(values), true);
}

}  // namespace isonet::widgets
