#include "widgets/runs/RelationPlot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/common/FlowLegend.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {
namespace {

constexpr double hoverReach = 60, relationClickReach = 14;  // pixels

QByteArray quotedCell(const QString& text) {
    QString inner = text;
    return '"' + inner.replace(QLatin1Char('"'), QLatin1String("\"\"")).toUtf8() + '"';
}

// The part of the gradient of maps that lines and points can be told from the background by.
QCPColorGradient lineGradient(const PlotColors& colors) {
    constexpr int stops = 8;
    const double low = colors.dark ? 0.3 : 0, high = colors.dark ? 1 : 0.85;
    QCPColorGradient whole = colors.gradient(), part = whole;
    part.clearColorStops();
    for (int i = 0; i <= stops; ++i)
        part.setColorStopAt(double(i) / stops, QColor::fromRgb(whole.color(low + (high - low) * i / stops, {0, 1})));
    return part;
}

}  // namespace

void RelationPlot::setFigure(RelationFigure figure) {
    const auto shape = [](const RelationFigure& one) {
        QStringList parts;
        for (const int index : one.axes) {
            const auto& axis = one.runs.axes[index];
            parts << axis.title << QString::number(2 * int(axis.isCategorical) + int(axis.isWide));
        }
        const bool scale = one.color >= 0 && !one.runs.axes[one.color].isCategorical;
        return parts << (scale ? QStringLiteral("scale") : QString());
    };
    const bool same = shape(figure) == shape(figure_);
    figure_ = std::move(figure);
    if (same)
        Q_EMIT refreshRequested();
    else
        Q_EMIT rebuildRequested();
}

const RelationAxis* RelationPlot::colorAxis() const {
    return figure_.color >= 0 ? &figure_.runs.axes[figure_.color] : nullptr;
}

bool RelationPlot::isHidden(int run) const {
    const auto* color = colorAxis();
    return color && color->isCategorical && isSeriesHidden(color->texts.value(run));
}

QColor RelationPlot::colorOf(int run) const {
    const auto* color = colorAxis();
    if (!color)
        return figure_.runs.colors.value(run, -1) < 0 ? colors().faint : colors().series(figure_.runs.colors[run]);
    const double value = color->values.value(run, std::nan(""));
    if (!std::isfinite(value))
        return colors().faint;
    return color->isCategorical ? colors().series(int(value))
                                : QColor::fromRgb(lineGradient(colors()).color(color->partOf(run), {0, 1}));
}

QCPAxisRect* RelationPlot::addRelationRect() {
    legend_ = new FlowLegend(canvas());
    legend_->setRowLimit(2);
    canvas()->plotLayout()->addElement(0, 0, legend_);
    auto* rect = canvas()->addAxisRect(1, 0);
    scale_ = nullptr;
    if (const auto* color = colorAxis(); color && !color->isCategorical) {
        scale_ = new QCPColorScale(canvas());
        scale_->setType(QCPAxis::atRight);
        scale_->setBarWidth(12);
        scale_->setRangeDrag(false);
        scale_->setRangeZoom(false);
        canvas()->plotLayout()->addElement(1, 1, scale_);
        auto* margins = new QCPMarginGroup(canvas());
        for (QCPLayoutElement* element : {static_cast<QCPLayoutElement*>(rect), static_cast<QCPLayoutElement*>(scale_)})
            element->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    }
    return rect;
}

void RelationPlot::showColors() {
    const auto* color = colorAxis();
    QVector<LegendEntry> entries;
    if (color && color->isCategorical)
        for (qsizetype i = 0; i < color->names.size(); ++i)
            entries.append(
                {color->names[i], QPen(colors().series(int(i)), 2), false, !isSeriesHidden(color->names[i])});
    legend_->setEntries(entries);
    legend_->setStyle(smallFont(), colors().text);
    if (!scale_ || !color)
        return;
    auto* axis = scale_->axis();
    scale_->setDataScaleType(color->isWide ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setTicker(color->isWide ? QSharedPointer<QCPAxisTicker>(new LogTicker(axis))
                                  : QSharedPointer<QCPAxisTicker>(new LinearTicker(axis)));
    scale_->setGradient(lineGradient(colors()));
    scale_->setDataRange({color->low, color->high});
    axis->setLabel(color->label());
    axis->setTickLabelColor(colors().text);
    axis->setLabelColor(colors().faint);
    axis->setTickLabelFont(smallFont());
    axis->setLabelFont(smallFont());
    for (auto set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen})
        (axis->*set)(QPen(colors().axis, 1));
}

QVector<SeriesEntry> RelationPlot::series(const RunData&) const {
    QVector<SeriesEntry> entries;
    if (const auto* color = colorAxis(); color && color->isCategorical)
        for (qsizetype i = 0; i < color->names.size(); ++i)
            entries.append({color->names[i], colors().series(int(i))});
    return entries;
}

ReadoutText RelationPlot::readoutAt(const QPointF& position, QCPAxisRect*) const {
    ReadoutText text;
    const int run = runAt(position, hoverReach);
    if (run < 0)
        return text;
    text.title = figure_.runs.labels.value(run);
    QVector<int> shown = figure_.axes;
    if (figure_.color >= 0 && !shown.contains(figure_.color))
        shown.append(figure_.color);
    for (const int index : std::as_const(shown)) {
        const auto& axis = figure_.runs.axes[index];
        const QString value = axis.texts.value(run);
        text.lines.append({index == figure_.color ? colorOf(run) : QColor(),
                           axis.label(),
                           value.isEmpty() ? QStringLiteral("–") : value,
                           axis.isResult,
                           {}});
    }
    text.note = tr("Click to select the run.");
    return text;
}

QByteArray RelationPlot::csv(const RunData&) const {
    QByteArray csv = "run";
    for (const int index : figure_.axes)
        csv += ',' + quotedCell(figure_.runs.axes[index].label());
    csv += "\r\n";
    for (int run = 0; run < figure_.runs.paths.size(); ++run) {
        if (!isDrawn(run))
            continue;
        csv += quotedCell(figure_.runs.paths[run]);
        for (const int index : figure_.axes)
            csv += ',' + quotedCell(figure_.runs.axes[index].texts.value(run));
        csv += "\r\n";
    }
    return csv;
}

int RelationPlot::pointCount(const RunData&) const {
    int points = 0;
    for (int run = 0; run < figure_.runs.paths.size(); ++run)
        points += isDrawn(run) ? 1 : 0;
    return points;
}

// Also with all of them hidden, so that the legend stays.
bool RelationPlot::hasContent(const RunData&) const {
    for (int run = 0; run < figure_.runs.paths.size(); ++run)
        if (isDrawn(run) || (isHidden(run) && !figure_.axes.isEmpty()))
            return true;
    return false;
}

QString RelationPlot::legendEntryAt(const QPointF& position) const {
    const auto* color = colorAxis();
    const int entry = legend_ ? legend_->entryAt(position) : -1;
    return color && entry >= 0 ? color->names.value(entry) : QString();
}

void RelationPlot::onClick(const QPointF& position) {
    PlotContent::onClick(position);
    if (const int run = runAt(position, relationClickReach); run >= 0)
        Q_EMIT runClicked(figure_.runs.paths[run]);
}

}  // namespace isonet::widgets
