#include "widgets/plot/LayerColors.h"

#include <QMap>

#include "widgets/series/LayerOrder.h"

namespace isonet::widgets {

QString stageTitle(int stage) {
    return stage == 0 ? QObject::tr("stem") : stage > 0 ? QObject::tr("stage %1").arg(stage) : QObject::tr("other");
}

QVector<QColor> layerColors(const QStringList& layersInOrder, const PlotColors& colors) {
    QMap<int, int> sizes, seen;
    for (const auto& layer : layersInOrder)
        ++sizes[stageOfLayer(layer.toStdString())];
    QVector<QColor> result;
    for (const auto& layer : layersInOrder) {
        const int stage = stageOfLayer(layer.toStdString());
        const int index = seen[stage]++;
        result.append(colors.stage(stage, sizes[stage] > 1 ? static_cast<double>(index) / (sizes[stage] - 1) : 1.0));
    }
    return result;
}

QVector<SeriesEntry> layerSeries(const RunData& data, const std::string& prefix, const PlotColors& colors) {
    QStringList names;
    for (const auto& tag : data.tagsWithPrefix(prefix))
        names.append(QString::fromStdString(tag.substr(prefix.size())));
    const auto palette = layerColors(names, colors);
    QVector<SeriesEntry> entries;
    for (qsizetype i = 0; i < names.size(); ++i)
        entries.append({names[i], palette[i]});
    return entries;
}

QVector<LegendEntry> layerLegend(const QStringList& layersInOrder, const PlotColors& colors) {
    constexpr qsizetype mostLayers = 8;
    QVector<LegendEntry> entries;
    if (layersInOrder.size() <= mostLayers) {
        const auto all = layerColors(layersInOrder, colors);
        for (qsizetype i = 0; i < all.size(); ++i)
            entries.append({layersInOrder[i], QPen(all[i], 2)});
        return entries;
    }
    QMap<int, int> sizes;
    QVector<int> stages;
    for (const auto& layer : layersInOrder) {
        const int stage = stageOfLayer(layer.toStdString());
        if (!sizes[stage]++)
            stages.append(stage);
    }
    for (const int stage : std::as_const(stages))
        entries.append({QObject::tr("%1 (%2)").arg(stageTitle(stage)).arg(sizes[stage]), QPen(colors.stage(stage), 2)});
    return entries;
}

}  // namespace isonet::widgets
