// Another run behind the curves of a plot (ViewOptions::baseline): its curves are pale, its values have their own lines
// in the readout. Axes follow its values, but end where the run ends.
#pragma once

#include <optional>

#include "widgets/common/FlowLegend.h"
#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/plot/Readout.h"
#include "widgets/plot/ViewOptions.h"

namespace isonet::widgets {

// The baseline of a plot with this horizontal axis. nullptr: there is none, or it has no place on the axis (date and
// time).
const RunData* baselineOn(const ViewOptions& options, XAxis axis);

// `series`: what of the baseline `graph` shows; nothing empties it.
void drawBaseline(CurveGraph* graph, const RunData& baseline, const std::optional<Series>& series, XAxis axis,
                  double smoothing, const QColor& pale);

LegendEntry baselineEntry(const ViewOptions& options, const PlotColors& colors);

// Adds the value at the crosshair of `text`, if the baseline has come so far. `name`: of the curve.
void addBaselineLine(ReadoutText& text, const ViewOptions& options, const Series& series, XAxis axis,
                     const QString& name, const QColor& pale);

}  // namespace isonet::widgets
