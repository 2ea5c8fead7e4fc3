#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/common/FlowLegend.h"
#include "widgets/common/Format.h"
#include "widgets/plot/DistributionView.h"
#include "widgets/plot/GraphFit.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/HistogramShapes.h"
#include "widgets/series/LayerOrder.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

constexpr std::array<double, 7> shares{0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

}  // namespace

struct HistoryView::Parts {
    QCPAxisRect* rect = nullptr;
    FlowLegend* legend = nullptr;
    std::array<QCPGraph*, shares.size()> graphs{};
    QCPItemStraightLine* reference = nullptr;
    double referenceValue = 0;
    QVector<QCPGraph*> all() const { return QVector<QCPGraph*>(graphs.begin(), graphs.end()); }
};

void HistoryView::build(PlotCanvas* canvas, const DistributionContext& context) {
    parts_ = std::make_shared<Parts>();
    parts_->legend = new FlowLegend(canvas);
    canvas->plotLayout()->addElement(0, 0, parts_->legend);
    parts_->rect = canvas->addAxisRect(1, 0);
    auto *x = parts_->rect->axis(QCPAxis::atBottom), *y = parts_->rect->axis(QCPAxis::atLeft);
    x->setLabel(QObject::tr("step"));
    x->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(x, true)));
    y->setLabel(context.quantity);
    for (auto& graph : parts_->graphs)
        graph = canvas->addGraph(x, y);
    parts_->graphs[1]->setChannelFillGraph(parts_->graphs[5]);
    parts_->graphs[2]->setChannelFillGraph(parts_->graphs[4]);
    parts_->reference = addReferenceLine(canvas, parts_->rect, Qt::Vertical, context.reference);
    auto* parts = parts_.get();
    canvas->follow(x, [parts] { return fittedSteps(parts->all()); });
    canvas->follow(y, [parts, x, y] {
        auto range = fittedValues(parts->all(), x, y);
        range.expand(PlotCanvas::padded({parts->referenceValue, parts->referenceValue}, false, 0.01).center());
        return range;
    });
}

void HistoryView::redraw(const DistributionContext& context) {
    const std::string layer = context.names.value(0).toStdString();
    const auto* series = context.data.histograms(context.prefix + layer);
    std::array<QVector<double>, shares.size()> values;
    if (series)
        for (const auto& histogram : series->histograms)
            for (std::size_t i = 0; i < shares.size(); ++i)
                values[i].append(i == 0                   ? histogram.min
                                 : i == shares.size() - 1 ? histogram.max
                                                          : quantile(histogram, shares[i]));
    const QColor color = context.colors.stage(stageOfLayer(layer));
    for (std::size_t i = 0; i < shares.size(); ++i) {
        auto* graph = parts_->graphs[i];
        if (series)
            graph->setData(series->steps, context.logarithmic ? positiveOrGap(values[i]) : values[i], true);
        else
            graph->data()->clear();
        graph->setPen(Qt::NoPen);
        const bool single = series && series->steps.size() == 1;
        graph->setScatterStyle(single ? QCPScatterStyle(QCPScatterStyle::ssDisc, color, 5) : QCPScatterStyle());
    }
    QColor outer = color, inner = color;
    outer.setAlpha(50), inner.setAlpha(100);
    parts_->graphs[1]->setBrush(outer);
    parts_->graphs[2]->setBrush(inner);
    parts_->graphs[3]->setPen(QPen(color, 2));
    for (auto* extreme : {parts_->graphs.front(), parts_->graphs.back()})
        extreme->setPen(QPen(context.colors.faint, 1.2));
    parts_->referenceValue = context.reference;
    moveReferenceLine(parts_->reference, Qt::Vertical, context.reference);
    parts_->reference->setPen(QPen(context.colors.text, 1, Qt::DashLine));
    parts_->legend->setEntries({{QObject::tr("minimum and maximum"), QPen(context.colors.faint, 1.2)},
                                {QObject::tr("middle 90 %"), QPen(mixed(context.colors.background, color, 0.3)), true},
                                {QObject::tr("middle 50 %"), QPen(mixed(context.colors.background, color, 0.6)), true},
                                {QObject::tr("median"), QPen(color, 2)}});
    parts_->legend->setStyle(context.smallFont, context.colors.text);
}

ReadoutText HistoryView::readout(const DistributionContext& context, const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    const QString layer = context.names.value(0);
    const auto* series = context.data.histograms(context.prefix + layer.toStdString());
    if (!series)
        return text;
    const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
    const qsizetype i = nearestIndex(series->steps, x);
    if (i < 0)
        return text;
    text.title = QObject::tr("%1 · step %2").arg(layer, stepText(series->steps[i]));
    text.lines = summaryLines(series->histograms[static_cast<std::size_t>(i)], context.reference, context.symbol);
    text.crosshair = series->steps[i];
    text.note = QObject::tr("Click to show all layers");
    return text;
}

QList<QCPAxis*> HistoryView::valueAxes() const {
    return {parts_->rect->axis(QCPAxis::atLeft)};
}

}  // namespace isonet::widgets
