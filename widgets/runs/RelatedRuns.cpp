#include "widgets/runs/RelatedRuns.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "training/config/RunLabels.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/Format.h"
#include "widgets/runs/RunColumns.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::widgets {
namespace {

constexpr std::size_t mostScalars = 12;
constexpr int resultColumns[] = {RunTableModel::Best,  RunTableModel::Validation, RunTableModel::Test,
                                 RunTableModel::Train, RunTableModel::Loss,       RunTableModel::Time,
                                 RunTableModel::Speed};

bool hasTwoValues(const RelationAxis& axis) {
    return std::ranges::count_if(axis.values, [](double value) { return std::isfinite(value); }) >= 2;
}

std::vector<RelationAxis> settingAxes(const std::vector<const RunEntry*>& runs) {
    std::vector<std::pair<std::string_view, QStringList>> all;
    std::unordered_map<std::string_view, std::size_t> places;
    const auto count = qsizetype(runs.size());
    for (qsizetype run = 0; run < count; ++run)
        for (const auto& [key, value] : runs[std::size_t(run)]->settings) {
            const auto [place, isNew] = places.try_emplace(key, all.size());
            if (isNew)
                all.emplace_back(key, QStringList(count, QString()));
            all[place->second].second[run] = QString::fromStdString(value);
        }
    std::erase_if(all, [](const auto& setting) {
        const auto& values = setting.second;
        return config::isIncidentalSetting(setting.first) ||
               std::ranges::all_of(values, [&](const QString& value) { return value == values.first(); });
    });
    std::ranges::stable_sort(all, {}, [](const auto& setting) { return config::labelRank(setting.first); });
    std::vector<RelationAxis> axes;
    for (const auto& [key, values] : all)
        axes.push_back(settingAxis(QString::fromUtf8(key.data(), qsizetype(key.size())), values));
    return axes;
}

RelationAxis columnAxis(const std::vector<const RunEntry*>& runs, int column, const FigureOf& figure,
                        const StatisticChoice& statistic) {
    const auto& shown = RunColumns::all()[std::size_t(column)];
    QVector<double> values;
    QStringList texts;
    for (const auto* run : runs) {
        const QVariant value = figure ? figure(*run, column) : shown.number(*run);
        values.append(value.isValid() ? value.toDouble() : std::nan(""));
        texts.append(!value.isValid() ? QString()
                     : shown.shown    ? shown.shown(*run, value.toDouble())
                                      : shown.text(*run));
    }
    auto axis = resultAxis(shown.title, values, texts);
    axis.suffix = shown.tag && figure ? statisticSuffix(statistic) : QString();
    return axis;
}

RelationAxis scalarAxis(const std::vector<const RunEntry*>& runs, const ComparedRuns& compared, const std::string& tag,
                        const StatisticChoice& statistic) {
    QVector<double> values;
    QStringList texts;
    for (const auto* run : runs) {
        const auto* data = compared.dataOf(run->path);
        const auto series = data ? comparedSeries(*data, tag) : std::nullopt;
        const auto value = series ? statisticOf(*series, tag, statistic) : std::nullopt;
        values.append(value.value_or(std::nan("")));
        texts.append(value ? formatMeasured(*value) : QString());
    }
    auto axis = resultAxis(comparedTitle(tag), values, texts);
    axis.suffix = statisticSuffix(statistic);
    return axis;
}

}  // namespace

int RelatedRuns::indexOf(const QString& title) const {
    const auto found = std::ranges::find(axes, title, &RelationAxis::title);
    return found == axes.end() ? -1 : int(found - axes.begin());
}

RelatedRuns relatedRuns(const std::vector<const RunEntry*>& runs, const ComparedRuns& compared, const FigureOf& figure,
                        const StatisticChoice& statistic) {
    namespace tags = telemetry::tags;
    RelatedRuns all;
    QHash<QString, int> colors;
    for (const auto& run : compared.runs())
        colors.insert(run.path, run.color);
    for (const auto* run : runs) {
        all.paths.append(run->path);
        all.colors.append(colors.value(run->path, -1));
    }
    all.labels = labelsOf(runs);
    const auto add = [&](RelationAxis axis) {
        if (hasTwoValues(axis) && all.indexOf(axis.title) < 0)
            all.axes.append(std::move(axis));
    };
    for (auto& axis : settingAxes(runs))
        add(std::move(axis));
    for (const int column : resultColumns)
        add(columnAxis(runs, column, figure, statistic));
    std::size_t count = 0;
    for (const auto& tag : compared.tags()) {
        const bool isColumn = tag == tags::validationTop1 || tag == tags::boxAp || tag == tags::trainTop1 ||
                              tag == tags::lossTotal || tag == tags::testTop1 || tag == tags::imagesPerSecond;
        if (isColumn || tag == tags::epoch || isCategoryAp(tag) || ++count > mostScalars)
            continue;
        add(scalarAxis(runs, compared, tag, statistic));
    }
    return all;
}

}  // namespace isonet::widgets
