// One colour code for layers in every plot: the stage gives the hue, the depth within the stage the strength.
#pragma once

#include <QStringList>
#include <QVector>

#include "widgets/FlowLegend.h"
#include "widgets/PlotColours.h"

namespace isonet::widgets {

QVector<QColor> layerColours(const QStringList& layersInOrder, const PlotColours& colours);
// An entry for each stage that occurs: readable however many layers there are. Up to eight layers: an entry for each.
QVector<LegendEntry> layerLegend(const QStringList& layersInOrder, const PlotColours& colours);
QString stageTitle(int stage);  // "stem", "stage 1", ..., "other"

}  // namespace isonet::widgets
