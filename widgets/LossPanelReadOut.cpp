// What the loss panel tells about its curves: their names, the values under the pointer, and all of them as a table.
#include <algorithm>

#include "widgets/FlowLegend.h"
#include "widgets/LossPanel.h"
#include "widgets/PlotTickers.h"
#include "widgets/RunData.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {

QVector<SeriesEntry> LossPanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    for (const auto& curve : curves_)
        if (curve.line && !curve.line->data()->isEmpty())
            entries.append({curve.name, colours().series(curve.colour)});
    return entries;
}

QStringList LossPanel::hiddenAtFirst() const {
    QStringList names;
    for (const auto& curve : curves_)
        if (curve.extra)
            names.append(curve.name);
    return names;
}

int LossPanel::countPoints() const {
    int points = 0;
    for (const auto& curve : curves_)
        if (curve.line->visible())
            points += curve.line->data()->size();
    return points;
}

ReadOutText LossPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadOutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    QVector<const Series*> shown;
    for (const auto& curve : curves_)
        shown.append(isSeriesHidden(curve.name) ? nullptr : seriesOf(*data(), curve));
    const auto nearest = nearestRecorded(*data(), shown, xAxis(), x);
    if (!nearest)
        return {};
    const double step = nearest->step;
    text.crosshair = nearest->place;
    for (const auto& curve : curves_) {
        const auto* series = isSeriesHidden(curve.name) ? nullptr : seriesOf(*data(), curve);
        const qsizetype i = series ? nearestIndex(series->steps, step) : -1;
        if (i < 0)
            continue;
        const double number = valuesOf(*data(), curve, *series)[i];
        QString value = curve.place == Curve::Accuracy ? QString::number(number, 'f', 2) + " %" : valueText(number);
        if (series->steps[i] != step)
            value += tr("  (step %1)").arg(stepText(series->steps[i]));
        text.lines.append({colours().series(curve.colour), curve.name, value, false, number});
    }
    text.title = tr("step %1").arg(stepText(step));
    if (const auto* epoch = data()->series(telemetry::tags::epoch))
        if (const qsizetype i = nearestIndex(epoch->steps, step); i >= 0)
            text.title += tr(" · epoch %1").arg(epoch->values[i], 0, 'g', 4);
    if (const auto* rate = data()->series(telemetry::tags::learningRate))
        if (const qsizetype i = nearestIndex(rate->steps, step); i >= 0)
            text.note = tr("learning rate %1").arg(rate->values[i], 0, 'g', 4);
    if (xAxis() == XAxis::Relative || xAxis() == XAxis::Wall)
        text.title += QStringLiteral(" · ") + xText(xAxis(), *text.crosshair);
    return text;
}

QByteArray LossPanel::csvOf(const RunData& data) const {
    QByteArray csv = scalarCsvHeader();
    for (const auto& curve : curves_)
        if (!isSeriesHidden(curve.name))
            if (const auto* series = seriesOf(data, curve)) {
                Series scaled = *series;
                scaled.values = valuesOf(data, curve, *series);
                appendCsv(csv, curve.isScaledPenalty ? "loss/gamma_penalty" : curve.tag, scaled);
            }
    return csv;
}

void LossPanel::onClick(const QPointF& position) {
    for (auto* legend : {lossLegend_, accuracyLegend_}) {
        const int entry = legend->entryAt(position);
        if (entry < 0)
            continue;
        int seen = 0;
        for (const auto& curve : std::as_const(curves_)) {
            const bool mine = (curve.place == Curve::Accuracy) == (legend == accuracyLegend_);
            if (mine && isInLegend(curve) && seen++ == entry)
                return setSeriesShown(curve.name, isSeriesHidden(curve.name));
        }
    }
}

}  // namespace isonet::widgets
