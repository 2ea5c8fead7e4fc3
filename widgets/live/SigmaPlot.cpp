#include "widgets/live/SigmaPlot.h"

#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/live/LivePlots.h"
#include "widgets/live/SpectrumPlot.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/series/SeriesCsv.h"
#include "widgets/series/SeriesMath.h"
#include "widgets/series/XValues.h"

namespace isonet::widgets {

LivePlot sigmaPlot() {
    return {{"sigmaPanel", SigmaPlot::tr("Extreme singular values"),
             SigmaPlot::tr("<p>The smallest and largest <b>singular value σ</b> of every convolution by step: how much "
                           "it shrinks and stretches an image at most.</p><p>Good: both near 1 (dashed) and steady. A "
                           "largest value that climbs predicts divergence before the loss does; a smallest value near "
                           "0 is a direction that the layer no longer passes on (usual where channels double and the "
                           "resolution halves).</p>")},
            [] { return std::make_unique<SigmaPlot>(); },
            {schedule::Measured::Layers},
            spectraOffReason};
}

void SigmaPlot::build() {
    layers_.clear();
    area_ = addPlotArea(canvas());
    auto *x = area_.x(), *y = area_.y();
    y->setLabel(tr("σ, smallest and largest"));
    one_ = new QCPItemStraightLine(canvas());
    one_->setClipAxisRect(area_.rect);
    one_->point1->setAxes(x, y), one_->point2->setAxes(x, y);
    one_->point1->setTypeX(QCPItemPosition::ptAxisRectRatio), one_->point2->setTypeX(QCPItemPosition::ptAxisRectRatio);
    one_->point1->setAxisRect(area_.rect), one_->point2->setAxisRect(area_.rect);
    one_->point1->setCoords(0, 1), one_->point2->setCoords(1, 1);
    canvas()->follow(x, [this] { return fittedSteps(graphs()); });
    canvas()->follow(y, [this, x, y] {
        auto range = fittedValues(graphs(), x, y, viewOptions().ignoresOutliers());
        return range.lower < 1 && range.upper > 1 ? range : range.expanded(QCPRange(0.95, 1.05));
    });
}

QVector<QCPGraph*> SigmaPlot::graphs() const {
    QVector<QCPGraph*> all;
    for (const auto& layer : layers_)
        all << layer.low.raw << layer.low.line << layer.high.raw << layer.high.line;
    return all;
}

QString SigmaPlot::emptyText(const RunData* data) const {
    if (data && data->config() && !data->config()->telemetry.spectra)
        return spectraOffText();
    return data ? tr("No values yet: singular values are measured at the start, then at the interval set in the "
                     "section Measurement, and after each epoch.")
                : PlotContent::emptyText(data);
}

const Series* SigmaPlot::find(const RunData& data, const std::string& prefix, const Layer& layer) {
    return data.series(prefix + layer.name.toStdString());
}

void SigmaPlot::redraw(const RunData& data) {
    const auto tags = data.tagsWithPrefix(telemetry::tags::sigmaMax);
    QStringList names;
    for (const auto& tag : tags)
        names.append(QString::fromStdString(tag.substr(telemetry::tags::sigmaMax.size())));
    const auto palette = layerColors(names, colors());
    auto *x = area_.x(), *y = area_.y();
    while (layers_.size() > names.size()) {
        auto layer = layers_.takeLast();
        layer.low.remove(canvas());
        layer.high.remove(canvas());
    }
    while (layers_.size() < names.size()) {
        layers_.append(Layer());
        layers_.last().low.add(x, y);
        layers_.last().high.add(x, y);
    }
    QStringList shownNames;
    for (qsizetype i = 0; i < names.size(); ++i) {
        auto& layer = layers_[i];
        layer.name = names[i];
        layer.color = palette[i];
        const bool shown = !isSeriesHidden(layer.name) && viewOptions().showsLayer(layer.name);
        if (shown)
            shownNames.append(layer.name);
        for (const auto& [line, prefix] :
             {std::pair(&layer.low, &telemetry::tags::sigmaMin), std::pair(&layer.high, &telemetry::tags::sigmaMax)}) {
            line->clear();
            if (const auto* series = find(data, *prefix, layer))
                line->setValues(xValues(data, *series, xAxis()), series->values, viewOptions().smoothing());
            line->setShown(shown);
            line->setColor(layer.color, colors().dark);
        }
    }
    one_->setPen(QPen(colors().text, 1, Qt::DashLine));
    area_.legend->setEntries(layerLegend(shownNames, colors()));
    area_.legend->setStyle(smallFont(), colors().text);
}

void SigmaPlot::updatePens() {
    for (const auto& layer : std::as_const(layers_)) {
        layer.high.line->setPen(penFor(layer.high.line, layer.color, 1.3));
        QPen low = penFor(layer.low.line, layer.color, 1.3);
        low.setStyle(Qt::DotLine);
        layer.low.line->setPen(low);
    }
}

QVector<SeriesEntry> SigmaPlot::series(const RunData& data) const {
    return layerSeries(data, telemetry::tags::sigmaMax, colors());
}

ReadoutText SigmaPlot::readoutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    double nearest = HUGE_VAL;
    qsizetype under = -1;
    for (const auto& layer : layers_) {
        const auto* high = layer.high.line->visible() ? find(*data(), telemetry::tags::sigmaMax, layer) : nullptr;
        const auto* low = high ? find(*data(), telemetry::tags::sigmaMin, layer) : nullptr;
        if (!low)
            continue;
        const auto places = xValues(*data(), *high, xAxis());
        const qsizetype i = nearestIndex(places, x);
        const qsizetype j = nearestIndex(low->steps, high->steps[i]);
        if (!text.crosshair) {
            text.crosshair = places[i];
            text.title = tr("step %1").arg(stepText(high->steps[i]));
        }
        const double lowest = layer.low.drawnAt(j, low->values[j]), highest = layer.high.drawnAt(i, high->values[i]);
        for (const double value : {lowest, highest}) {
            const double distance = std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(value) - position.y());
            if (distance < nearest)
                nearest = distance, under = text.lines.size();
        }
        QString shown = tr("%1 … %2").arg(valueText(low->values[j]), valueText(high->values[i]));
        if (viewOptions().smoothing() > 0)
            shown = tr("%1  (smoothed %2 … %3)").arg(shown, valueText(lowest), valueText(highest));
        if (places[i] != *text.crosshair)
            shown = tr("%1  (step %2)").arg(shown, stepText(high->steps[i]));
        text.lines.append({layer.color, layer.name, shown, false, high->values[i]});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    text.keepAround(under, 24);
    return text;
}

std::vector<TaggedSeries> SigmaPlot::shownValues(const RunData& data) const {
    std::vector<TaggedSeries> shown;
    for (const auto& layer : layers_)
        if (layer.high.line->visible())
            for (const auto* prefix : {&telemetry::tags::sigmaMin, &telemetry::tags::sigmaMax})
                if (const auto* series = find(data, *prefix, layer))
                    shown.push_back({*prefix + layer.name.toStdString(), *series});
    return shown;
}

}  // namespace isonet::widgets
