#include "widgets/plot/Baseline.h"

#include "widgets/common/Format.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

const RunData* baselineOn(const ViewOptions& options, XAxis axis) {
    const auto* data = options.baseline();
    return data && axis != XAxis::Wall && offersXAxis(*data, axis) ? data : nullptr;
}

void drawBaseline(CurveGraph* graph, const RunData& baseline, const std::optional<Series>& series, XAxis axis,
                  double smoothing, const QColor& pale) {
    if (!series) {
        setPoints(graph, {}, {});
        return;
    }
    setPoints(graph, xValues(baseline, *series, axis),
              smoothing > 0 ? smoothed(series->values, smoothing) : series->values);
    graph->setPen(QPen(pale, 1.5));
    graph->setVisible(true);
}

LegendEntry baselineEntry(const ViewOptions& options, const PlotColors& colors) {
    return {options.baselineName(), QPen(paleColor(colors.text, colors.dark), 2)};
}

void addBaselineLine(ReadoutText& text, const ViewOptions& options, const Series& series, XAxis axis,
                     const QString& name, const QColor& pale) {
    const auto* baseline = baselineOn(options, axis);
    if (!baseline || !text.crosshair || series.steps.isEmpty())
        return;
    const auto places = xValues(*baseline, series, axis);
    if (*text.crosshair > places.last())
        return;
    const double value = series.values[nearestIndex(places, *text.crosshair)];
    text.lines.append(
        {pale, QStringLiteral("%1 · %2").arg(name, options.baselineName()), valueText(value), false, value});
}

}  // namespace isonet::widgets
