#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/common/Format.h"
#include "widgets/plot/DistributionView.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/plot/StageMarks.h"
#include "widgets/series/HistogramShapes.h"

namespace isonet::widgets {
namespace {

constexpr double halfWidth = 0.44;  // of a row
constexpr int mostViolinBuckets = 64;
constexpr double gapValue = std::numeric_limits<double>::quiet_NaN();

struct Path {
    QVector<double> t, x, y;
    void add(double px, double py) {
        t.append(static_cast<double>(t.size()));
        x.append(px);
        y.append(py);
    }
    void breakOff() { add(gapValue, gapValue); }
    void into(QCPCurve* curve) const { curve->setData(t, x, y, true); }
};

}  // namespace

struct ViolinView::Parts {
    PlotCanvas* canvas = nullptr;
    QCPAxisRect* rect = nullptr;
    QSharedPointer<NameTicker> ticker;
    QVector<QCPCurve*> violins;
    QCPCurve *ranges = nullptr, *quartiles = nullptr, *medians = nullptr;
    QCPItemStraightLine* reference = nullptr;
    StageMarks stages;
    QCPRange values{0, 1};
};

void ViolinView::build(PlotCanvas* canvas, const DistributionContext& context) {
    parts_ = std::make_shared<Parts>();
    parts_->canvas = canvas;
    parts_->rect = canvas->addAxisRect(0, 0);
    auto *x = parts_->rect->axis(QCPAxis::atBottom), *y = parts_->rect->axis(QCPAxis::atLeft);
    x->setLabel(context.quantity);
    y->setRangeReversed(true);
    y->grid()->setVisible(false);
    parts_->ticker.reset(new NameTicker(y));
    y->setTicker(parts_->ticker);
    parts_->stages.place(canvas, parts_->rect);
    parts_->reference = addReferenceLine(canvas, parts_->rect, Qt::Horizontal, context.reference);
    const auto curve = [&] {
        auto* made = new QCPCurve(x, y);
        made->setLineStyle(QCPCurve::lsLine);
        return made;
    };
    parts_->ranges = curve();
    parts_->quartiles = curve();
    parts_->medians = curve();
    parts_->medians->setLineStyle(QCPCurve::lsNone);
    for (auto* above : {parts_->ranges, parts_->quartiles, parts_->medians})
        above->setLayer("legend");  // above the violins, which are created later
    auto* parts = parts_.get();
    canvas->follow(x, [parts] { return parts->values; });
    canvas->follow(y, [parts] {
        return QCPRange(-0.5, std::max<double>(1, static_cast<double>(parts->ticker->names().size())) - 0.5);
    });
}

void ViolinView::redraw(const DistributionContext& context) {
    auto *x = parts_->rect->axis(QCPAxis::atBottom), *y = parts_->rect->axis(QCPAxis::atLeft);
    const auto rows = static_cast<double>(context.names.size());
    parts_->ticker->setNames(context.names);
    parts_->stages.update(context.names, context.colors.axis);
    parts_->canvas->setLimits(y, QCPRange(-0.5, std::max(1.0, rows) - 0.5));

    const auto [low, high] = extentOf(context);
    // A logarithmic axis ends four decades below the largest value: singular values of 0 are drawn at its end.
    const double foot = context.logarithmic ? std::max(low, high * 1e-4) : low;
    parts_->values = PlotCanvas::padded({foot, high}, context.logarithmic, 0.04);
    const double thinnest = (high > low ? high - low : std::max(std::abs(high), 1.0)) * 0.005;
    // Rows too small for details show only the shape.
    const bool detailed = parts_->rect->height() >= 9 * rows || parts_->rect->height() < 40;
    const auto place = [&](double value) { return context.logarithmic ? std::max(value, foot) : value; };

    while (parts_->violins.size() > context.names.size())
        parts_->canvas->removePlottable(parts_->violins.takeLast());
    while (parts_->violins.size() < context.names.size())
        parts_->violins.append(new QCPCurve(x, y));
    const auto palette = layerColors(context.names, context.colors);
    Path ranges, quartiles, medians;
    for (qsizetype row = 0; row < context.names.size(); ++row) {
        auto* violin = parts_->violins[row];
        const auto* histogram = context.at(context.names[row]);
        const auto stairs =
            histogram ? staircaseOf(coarsened(*histogram, suitableBuckets(*histogram, mostViolinBuckets)), thinnest)
                      : Staircase();
        Path outline;
        const auto at = static_cast<double>(row);
        for (qsizetype i = 0; i < stairs.x.size(); ++i)
            outline.add(place(stairs.x[i]), at - halfWidth * stairs.height[i] / stairs.tallest);
        for (qsizetype i = stairs.x.size() - 1; i >= 0; --i)
            outline.add(place(stairs.x[i]), at + halfWidth * stairs.height[i] / stairs.tallest);
        outline.into(violin);
        QColor fill = palette[row];
        violin->setPen(detailed ? QPen(fill, 1) : QPen(Qt::NoPen));
        fill.setAlpha(detailed ? 110 : 230);
        violin->setBrush(fill);
        if (stairs.x.isEmpty())
            continue;
        ranges.add(place(histogram->min), at), ranges.add(place(histogram->max), at), ranges.breakOff();
        quartiles.add(place(quantile(*histogram, 0.25)), at), quartiles.add(place(quantile(*histogram, 0.75)), at);
        quartiles.breakOff();
        medians.add(place(quantile(*histogram, 0.5)), at);
    }
    ranges.into(parts_->ranges);
    quartiles.into(parts_->quartiles);
    medians.into(parts_->medians);
    parts_->ranges->setPen(QPen(context.colors.faint, 1));
    QPen thick(context.colors.text, 3);
    thick.setCapStyle(Qt::FlatCap);
    parts_->quartiles->setPen(thick);
    parts_->quartiles->setVisible(detailed);
    parts_->medians->setScatterStyle(
        detailed ? QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(context.colors.text), context.colors.background, 5)
                 : QCPScatterStyle(QCPScatterStyle::ssDisc, context.colors.text, 2));
    moveReferenceLine(parts_->reference, Qt::Horizontal, context.reference);
    parts_->reference->setPen(QPen(context.colors.text, 1, Qt::DashLine));
}

ReadoutText ViolinView::readout(const DistributionContext& context, const QPointF& position, QCPAxisRect*) const {
    ReadoutText text;
    const QString name = nameAt(position);
    const auto* histogram = name.isEmpty() ? nullptr : context.at(name);
    if (!histogram)
        return text;
    text.title = QObject::tr("%1 · step %2").arg(name, stepText(context.step));
    text.lines = summaryLines(*histogram, context.reference, context.symbol);
    text.note = QObject::tr("Click to show this layer over the steps");
    return text;
}

QList<QCPAxis*> ViolinView::valueAxes() const {
    return {parts_->rect->axis(QCPAxis::atBottom)};
}

QString ViolinView::nameAt(const QPointF& position) const {
    if (!parts_->rect->rect().contains(position.toPoint()))
        return {};
    const int row = qRound(parts_->rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y()));
    return parts_->ticker->names().value(row);
}

}  // namespace isonet::widgets
