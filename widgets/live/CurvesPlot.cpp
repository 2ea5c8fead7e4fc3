#include "widgets/live/CurvesPlot.h"

#include <algorithm>

#include "widgets/common/Format.h"
#include "widgets/plot/Baseline.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {

CurvesPlot::CurvesPlot(const CurvesLayout& layout) : layout_(layout) {
    for (const auto& curve : layout.curves)
        curves_.append({curve, {}, nullptr});
}

void CurvesPlot::build() {
    auto* plot = canvas();
    area_ = addPlotArea(plot);
    auto *x = area_.x(), *left = area_.y();
    left->setLabel(layout_.left);
    rightAxis_ = layout_.right.isEmpty() ? nullptr : addRightAxis(area_.rect, layout_.right);
    for (auto& curve : curves_) {
        auto* y = curve.spec.right ? rightAxis_ : left;
        curve.pale = new CurveGraph(x, y);
        curve.drawn.add(x, y);
    }
    schedule_.place(plot, {area_.rect});
    plot->follow(x, [this] { return fittedSteps(graphs(false) + graphs(true)); });
    plot->follow(left, [this, x, left] {
        auto range = fittedValues(graphs(false) + paleGraphs(false), x, left, viewOptions().ignoresOutliers());
        if (layout_.percent)
            range.expand(QCPRange(0, 100));
        return range;
    });
    if (rightAxis_)
        plot->follow(rightAxis_, [this, x] {
            auto range = fittedValues(graphs(true) + paleGraphs(true), x, rightAxis_, viewOptions().ignoresOutliers());
            range.lower = std::min(range.lower, 0.0);  // rates are read from 0
            return range;
        });
}

QVector<QCPGraph*> CurvesPlot::graphs(bool right) const {
    QVector<QCPGraph*> all;
    for (const auto& curve : curves_)
        if (curve.spec.right == right)
            all << curve.drawn.raw << curve.drawn.line;
    return all;
}

QVector<QCPGraph*> CurvesPlot::paleGraphs(bool right) const {
    QVector<QCPGraph*> all;
    for (const auto& curve : curves_)
        if (curve.spec.right == right)
            all << curve.pale;
    return all;
}

QString CurvesPlot::emptyText(const RunData* data) const {
    return data ? layout_.emptyText : PlotContent::emptyText(data);
}

std::optional<Series> CurvesPlot::valuesOf(const RunData& data, const Curve& curve) const {
    const auto* series = data.series(curve.spec.tag);
    if (!series)
        return std::nullopt;
    if (!curve.spec.value)
        return *series;
    const auto values = curve.spec.value(data, *series);
    if (!values)
        return std::nullopt;
    Series drawn = *series;
    drawn.values = *values;
    return drawn;
}

void CurvesPlot::redraw(const RunData& data) {
    QVector<LegendEntry> entries;
    for (auto& curve : curves_) {
        const auto series = valuesOf(data, curve);
        const auto* baseline = baselineOn(viewOptions(), xAxis());
        const bool behind = baseline && series && !isSeriesHidden(curve.spec.name);
        drawBaseline(curve.pale, behind ? *baseline : data, behind ? valuesOf(*baseline, curve) : std::nullopt, xAxis(),
                     viewOptions().smoothing(), paleColor(colors().series(curve.spec.color), colors().dark));
        if (!series) {
            curve.drawn.clear();
            continue;
        }
        const bool shown = !isSeriesHidden(curve.spec.name);
        const QColor color = colors().series(curve.spec.color);
        curve.drawn.setValues(xValues(data, *series, xAxis()), series->values, viewOptions().smoothing());
        curve.drawn.setShown(shown);
        curve.drawn.setColor(color, colors().dark);
        entries.append({curve.spec.name, QPen(color, 2, curve.spec.style), false, shown});
    }
    if (baselineOn(viewOptions(), xAxis()) && !entries.isEmpty())
        entries.append(baselineEntry(viewOptions(), colors()));
    area_.legend->setEntries(entries);
    area_.legend->setStyle(smallFont(), colors().text);
    if (rightAxis_) {
        const auto all = graphs(true);
        rightAxis_->setVisible(std::any_of(
            all.begin(), all.end(), [](const auto* graph) { return graph->visible() && !graph->data()->isEmpty(); }));
    }
    schedule_.update(data, xAxis());
    schedule_.restyle(colors().axis, colors().faint, colors().background, smallFont());
}

void CurvesPlot::updatePens() {
    for (const auto& curve : std::as_const(curves_)) {
        QPen pen = penFor(curve.drawn.line, colors().series(curve.spec.color), 1.5);
        pen.setStyle(curve.spec.style);
        curve.drawn.line->setPen(pen);
    }
}

QVector<SeriesEntry> CurvesPlot::series(const RunData& data) const {
    QVector<SeriesEntry> entries;
    for (const auto& curve : curves_)
        if (valuesOf(data, curve))
            entries.append({curve.spec.name, colors().series(curve.spec.color)});
    return entries;
}

ReadoutText CurvesPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    QVector<const Series*> shown;
    for (const auto& curve : curves_)
        shown.append(isSeriesHidden(curve.spec.name) ? nullptr : data()->series(curve.spec.tag));
    const auto nearest = nearestRecorded(*data(), shown, xAxis(), x);
    if (!nearest)
        return {};
    const double step = nearest->step;
    text.crosshair = nearest->place;
    text.title = tr("step %1").arg(stepText(step));
    if (xAxis() != XAxis::Step)
        text.title += QStringLiteral(" · ") + xText(xAxis(), *text.crosshair);
    for (const auto& curve : curves_) {
        const auto series = isSeriesHidden(curve.spec.name) ? std::nullopt : valuesOf(*data(), curve);
        const qsizetype i = series ? nearestIndex(series->steps, step) : -1;
        if (i >= 0)
            text.lines.append({colors().series(curve.spec.color), curve.spec.name,
                               curve.drawn.text(i, valueText(series->values[i])), false, series->values[i]});
        const auto* baseline = series ? baselineOn(viewOptions(), xAxis()) : nullptr;
        if (const auto before = baseline ? valuesOf(*baseline, curve) : std::nullopt)
            addBaselineLine(text, viewOptions(), *before, xAxis(), curve.spec.name,
                            paleColor(colors().series(curve.spec.color), colors().dark));
    }
    return text;
}

std::vector<TaggedSeries> CurvesPlot::shownValues(const RunData& data) const {
    std::vector<TaggedSeries> shown;
    for (const auto& curve : curves_)
        if (!isSeriesHidden(curve.spec.name))
            if (const auto series = valuesOf(data, curve))
                shown.push_back({curve.spec.value ? curve.spec.name.toStdString() : curve.spec.tag, *series});
    return shown;
}

QString CurvesPlot::legendEntryAt(const QPointF& position) const {
    const int entry = area_.legend->entryAt(position);
    const auto entries = data() ? series(*data()) : QVector<SeriesEntry>();
    return entry >= 0 && entry < entries.size() ? entries[entry].name : QString();
}

}  // namespace isonet::widgets
