#include "widgets/SigmaPanel.h"

#include <algorithm>
#include <cmath>

#include "widgets/FlowLegend.h"
#include "widgets/LayerColours.h"
#include "widgets/PlotTickers.h"
#include "widgets/SeriesTools.h"

namespace isonet::widgets {
namespace {

PanelText sigmaPanelText() {
    return {
        "sigmaPanel", QObject::tr("Extreme singular values"),
        QObject::tr("<p>The smallest and the largest <b>singular value σ</b> of every convolution, step by step: how "
                    "far it shrinks and how far it stretches an image.</p><p>Good: both near 1 (dashed) and level. "
                    "A largest value that climbs tells of a coming divergence before the loss does; a smallest near "
                    "0 is a direction that the layer no longer passes on (usual where channels double and the grid "
                    "halves).</p>")};
}

}  // namespace

SigmaPanel::SigmaPanel(QWidget* parent) : PlotPanel(sigmaPanelText(), parent) {}

void SigmaPanel::build() {
    layers_.clear();
    legend_ = new FlowLegend(canvas());
    canvas()->plotLayout()->addElement(0, 0, legend_);
    rect_ = canvas()->addAxisRect(1, 0);
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    y->setLabel(tr("σ, smallest and largest"));
    one_ = new QCPItemStraightLine(canvas());
    one_->setClipAxisRect(rect_);
    one_->point1->setAxes(x, y), one_->point2->setAxes(x, y);
    one_->point1->setTypeX(QCPItemPosition::ptAxisRectRatio), one_->point2->setTypeX(QCPItemPosition::ptAxisRectRatio);
    one_->point1->setAxisRect(rect_), one_->point2->setAxisRect(rect_);
    one_->point1->setCoords(0, 1), one_->point2->setCoords(1, 1);
    canvas()->follow(x, [this] { return fittedSteps(graphs()); });
    canvas()->follow(y, [this, x, y] {
        auto range = fittedValues(graphs(), x, y, viewOptions().ignoresOutliers());
        return range.lower < 1 && range.upper > 1 ? range : range.expanded(QCPRange(0.95, 1.05));
    });
}

QVector<QCPGraph*> SigmaPanel::graphs() const {
    QVector<QCPGraph*> all;
    for (const auto& layer : layers_)
        all << layer.low << layer.high;
    return all;
}

QList<QCPAxis*> SigmaPanel::logAxes() const {
    return {rect_->axis(QCPAxis::atLeft)};
}

QList<QCPAxis*> SigmaPanel::xAxes() const {
    return {rect_->axis(QCPAxis::atBottom)};
}

bool SigmaPanel::hasContent(const RunData& data) const {
    return !data.tagsWithPrefix(telemetry::tags::sigmaMax).empty();
}

QString SigmaPanel::whyEmpty(const RunData* data) const {
    return data ? tr("No values yet: singular values are measured at the start, every so many steps (section "
                     "Measurement) and after each epoch.")
                : tr("No run is open. Start one, or choose one from the list of runs.");
}

const Series* SigmaPanel::find(const RunData& data, const std::string& prefix, const Layer& layer) {
    return data.series(prefix + layer.name.toStdString());
}

void SigmaPanel::redraw(const RunData& data) {
    const auto tags = data.tagsWithPrefix(telemetry::tags::sigmaMax);
    QStringList names;
    for (const auto& tag : tags)
        names.append(QString::fromStdString(tag.substr(telemetry::tags::sigmaMax.size())));
    const auto palette = layerColours(names, colours());
    auto *x = rect_->axis(QCPAxis::atBottom), *y = rect_->axis(QCPAxis::atLeft);
    while (layers_.size() > names.size()) {
        const auto layer = layers_.takeLast();
        canvas()->removeGraph(layer.low);
        canvas()->removeGraph(layer.high);
    }
    while (layers_.size() < names.size())
        layers_.append({{}, {}, canvas()->addGraph(x, y), canvas()->addGraph(x, y)});
    QStringList shownNames;
    for (qsizetype i = 0; i < names.size(); ++i) {
        auto& layer = layers_[i];
        layer.name = names[i];
        layer.colour = palette[i];
        const bool shown = !isSeriesHidden(layer.name) && viewOptions().showsLayer(layer.name);
        if (shown)
            shownNames.append(layer.name);
        for (const auto& [graph, prefix] :
             {std::pair(layer.low, &telemetry::tags::sigmaMin), std::pair(layer.high, &telemetry::tags::sigmaMax)}) {
            graph->setVisible(shown);
            graph->data()->clear();
            if (const auto* series = find(data, *prefix, layer)) {
                setPoints(graph, xValues(data, *series, xAxis()), series->values);
                const bool single = series->steps.size() == 1;
                graph->setScatterStyle(single ? QCPScatterStyle(QCPScatterStyle::ssDisc, 4) : QCPScatterStyle());
            }
        }
    }
    one_->setPen(QPen(colours().text, 1, Qt::DashLine));
    legend_->setEntries(layerLegend(shownNames, colours()));
    legend_->setStyle(smallFont(), colours().text);
}

void SigmaPanel::choosePens() {
    for (const auto& layer : std::as_const(layers_)) {
        layer.high->setPen(penFor(layer.high, layer.colour, 1.3));
        QPen low = penFor(layer.low, layer.colour, 1.3);
        low.setStyle(Qt::DotLine);
        layer.low->setPen(low);
    }
}

QVector<SeriesEntry> SigmaPanel::seriesEntries() const {
    QVector<SeriesEntry> entries;
    for (const auto& layer : layers_)
        entries.append({layer.name, layer.colour});
    return entries;
}

int SigmaPanel::countPoints() const {
    int points = 0;
    for (const auto* graph : graphs())
        if (graph->visible())
            points += graph->data()->size();
    return points;
}

ReadOutText SigmaPanel::readOutAt(const QPointF& position, QCPAxisRect* rect) const {
    ReadOutText text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    double nearest = HUGE_VAL;
    qsizetype under = -1;
    for (const auto& layer : layers_) {
        const auto* high = layer.high->visible() ? find(*data(), telemetry::tags::sigmaMax, layer) : nullptr;
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
        for (const double value : {low->values[j], high->values[i]}) {
            const double distance = std::abs(rect->axis(QCPAxis::atLeft)->coordToPixel(value) - position.y());
            if (distance < nearest)
                nearest = distance, under = text.lines.size();
        }
        text.lines.append({layer.colour, layer.name,
                           valueText(low->values[j]) + QStringLiteral(" … ") + valueText(high->values[i]), false,
                           high->values[i]});
    }
    if (under >= 0)
        text.lines[under].strong = true;
    constexpr qsizetype most = 24;
    if (text.lines.size() > most) {
        const qsizetype begin = std::clamp<qsizetype>(under - most / 2, 0, text.lines.size() - most);
        text.note = tr("%1 more layers").arg(text.lines.size() - most);
        text.lines = text.lines.mid(begin, most);
    }
    return text;
}

QByteArray SigmaPanel::csvOf(const RunData& data) const {
    QByteArray csv = scalarCsvHeader();
    for (const auto& layer : layers_)
        if (layer.high->visible())
            for (const auto* prefix : {&telemetry::tags::sigmaMin, &telemetry::tags::sigmaMax})
                if (const auto* series = find(data, *prefix, layer))
                    appendCsv(csv, *prefix + layer.name.toStdString(), *series);
    return csv;
}

}  // namespace isonet::widgets
