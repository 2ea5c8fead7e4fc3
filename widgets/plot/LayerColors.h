// One color code for layers in every plot: hue by stage, strength by depth within the stage.
#pragma once

#include <QStringList>
#include <QVector>

#include "widgets/common/FlowLegend.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/plot/SeriesPicker.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {

QVector<QColor> layerColors(const QStringList& layersInOrder, const PlotColors& colors);
// One entry per layer for up to eight layers, else one per stage.
QVector<LegendEntry> layerLegend(const QStringList& layersInOrder, const PlotColors& colors);
// A series for each layer whose tags start with `prefix`, in network order.
QVector<SeriesEntry> layerSeries(const RunData& data, const std::string& prefix, const PlotColors& colors);
QString stageTitle(int stage);  // "stem", "stage 1", ..., "other"

}  // namespace isonet::widgets
