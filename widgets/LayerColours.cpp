#include "widgets/LayerColours.h"

#include <QMap>

#include "widgets/LayerOrder.h"

namespace isonet::widgets {

QString stageTitle(int stage) {
    return stage == 0 ? QObject::tr("stem") : stage > 0 ? QObject::tr("stage %1").arg(stage) : QObject::tr("other");
}

QVector<QColor> layerColours(const QStringList& layersInOrder, const PlotColours& colours) {
    QMap<int, int> sizes, seen;
    for (const auto& layer : layersInOrder)
        ++sizes[stageOfLayer(layer.toStdString())];
    QVector<QColor> result;
    for (const auto& layer : layersInOrder) {
        const int stage = stageOfLayer(layer.toStdString());
        const int index = seen[stage]++;
        result.append(colours.stage(stage, sizes[stage] > 1 ? static_cast<double>(index) / (sizes[stage] - 1) : 1.0));
    }
    return result;
}

QVector<LegendEntry> layerLegend(const QStringList& layersInOrder, const PlotColours& colours) {
    constexpr qsizetype mostLayers = 8;
    QVector<LegendEntry> entries;
    if (layersInOrder.size() <= mostLayers) {
        const auto all = layerColours(layersInOrder, colours);
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
        entries.append(
            {QObject::tr("%1 (%2)").arg(stageTitle(stage)).arg(sizes[stage]), QPen(colours.stage(stage), 2)});
    return entries;
}

}  // namespace isonet::widgets
