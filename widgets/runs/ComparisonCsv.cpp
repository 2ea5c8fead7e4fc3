#include "widgets/runs/ComparisonCsv.h"

#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/common/StateChip.h"
#include "widgets/runs/RunColumns.h"
#include "widgets/series/SeriesCsv.h"

namespace isonet::widgets {
namespace {

QByteArray csvCell(const QString& text) {
    QString inner = text;
    return '"' + inner.replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"';
}

std::vector<std::string> keysOf(const std::vector<RunEntry>& entries) {
    std::vector<std::string> keys;
    for (const auto& entry : entries)
        for (const auto& [key, value] : entry.settings)
            if (std::ranges::find(keys, key) == keys.end())
                keys.push_back(key);
    return keys;
}

QByteArray numberCell(const std::optional<double>& value) {
    return value ? formatNumber(*value).toUtf8() : QByteArray();
}

}  // namespace

QByteArray comparisonCsv(const std::vector<RunEntry>& entries, const ComparedRuns& runs,
                         const StatisticChoice& statistic) {
    const auto keys = keysOf(entries);
    auto tags = runs.tags();
    std::erase_if(tags, isCategoryAp);
    QByteArray csv = "run,label,group,tags,note,folder,state";
    for (const auto& key : keys)
        csv += ',' + csvCell(QString::fromStdString(key));
    for (const auto& tag : tags)
        csv += ',' + csvCell(QString::fromStdString(tag) + statisticSuffix(statistic));
    csv += "\r\n";
    for (std::size_t i = 0; i < entries.size() && qsizetype(i) < runs.runs().size(); ++i) {
        const auto& entry = entries[i];
        const auto& run = runs.runs()[qsizetype(i)];
        QStringList cells{entry.name,
                          run.label,
                          run.group,
                          entry.notes.tags.join(QStringLiteral(", ")),
                          entry.notes.note,
                          entry.path,
                          stateTitle(entry.status.state)};
        for (const auto& key : keys)
            cells.append(QString::fromStdString(settingOf(entry, key)));
        QByteArrayList quoted;
        for (const auto& cell : std::as_const(cells))
            quoted.append(csvCell(cell));
        for (const auto& tag : tags) {
            const auto series = comparedSeries(*run.data, tag);
            quoted.append(numberCell(series ? statisticOf(*series, tag, statistic) : std::nullopt));
        }
        csv += quoted.join(',') + "\r\n";
    }
    return csv;
}

QByteArray curvesCsv(const ComparedRuns& runs, const std::vector<std::string>& tags) {
    QByteArray csv = "run,label," + scalarCsvHeader();
    for (const auto& run : runs.runs())
        for (const auto& tag : tags) {
            const auto series = comparedSeries(*run.data, tag);
            if (!series)
                continue;
            QByteArray lines;
            appendCsv(lines, tag, *series);
            const QByteArray start = csvCell(run.name) + ',' + csvCell(run.label) + ',';
            for (const auto& line : lines.split('\n'))
                if (!line.isEmpty())
                    csv += start + line + '\n';
        }
    return csv;
}

}  // namespace isonet::widgets
