#include <algorithm>
#include <cmath>

#include "widgets/common/Format.h"
#include "widgets/plot/DistributionView.h"
#include "widgets/plot/LayerColors.h"
#include "widgets/plot/PlotTickers.h"
#include "widgets/series/HistogramShapes.h"
#include "widgets/series/LayerOrder.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {
namespace {

constexpr int mostStageBuckets = 32, earlierOutlines = 3;

// Earlier steps drawn as outlines: the first and evenly spaced ones up to `chosen`.
QVector<qsizetype> earlierOnes(qsizetype chosen) {
    QVector<qsizetype> indices;
    for (int i = 0; i < earlierOutlines; ++i) {
        const qsizetype index = chosen * i / earlierOutlines;
        if (index < chosen && !indices.contains(index))
            indices.append(index);
    }
    return indices;
}

}  // namespace

struct StageView::Parts {
    struct Row {
        QString name;
        QCPAxisRect* rect = nullptr;
        QCPGraph* now = nullptr;
        QVector<QCPGraph*> earlier;
        QCPItemText* title = nullptr;
        QCPItemStraightLine* reference = nullptr;
        double tallest = 1;
    };
    QStringList names;
    QVector<Row> rows;
    QCPRange values{-2, 0};
};

bool StageView::fits(const DistributionContext& context) const {
    return parts_ && parts_->names == context.names;
}

void StageView::build(PlotCanvas* canvas, const DistributionContext& context) {
    parts_ = std::make_shared<Parts>();
    parts_->names = context.names;
    parts_->rows.resize(context.names.size());
    auto* parts = parts_.get();
    auto* group = new QCPMarginGroup(canvas);
    for (int i = 0; i < context.names.size(); ++i) {
        auto& row = parts_->rows[i];
        row.name = context.names[i];
        row.rect = canvas->addAxisRect(i, 0);
        row.rect->setMarginGroup(QCP::msLeft | QCP::msRight, group);
        auto *x = row.rect->axis(QCPAxis::atBottom), *y = row.rect->axis(QCPAxis::atLeft);
        const bool last = i + 1 == context.names.size();
        x->setTicker(QSharedPointer<QCPAxisTicker>(new LinearTicker(x)));
        x->setTickLabels(last);
        if (last)
            x->setLabel(context.quantity);
        else
            row.rect->setMinimumMargins(QMargins(4, 2, 8, 0));
        y->setTicks(false);
        y->setTickLabels(false);
        y->grid()->setVisible(false);
        for (int outline = 0; outline < earlierOutlines; ++outline)
            row.earlier.append(canvas->addGraph(x, y));
        row.now = canvas->addGraph(x, y);
        row.reference = addReferenceLine(canvas, row.rect, Qt::Horizontal, context.reference);
        row.title = new QCPItemText(canvas);
        row.title->setClipAxisRect(row.rect);
        row.title->setClipToAxisRect(true);
        row.title->position->setType(QCPItemPosition::ptAxisRectRatio);
        row.title->position->setAxisRect(row.rect);
        row.title->position->setCoords(0, 0);
        row.title->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
        row.title->setPadding(QMargins(5, 2, 0, 0));
        canvas->follow(x, [parts] { return parts->values; });
        canvas->follow(y, [parts, i] { return QCPRange(0, parts->rows[i].tallest * 1.12); });
        if (i > 0)
            for (int before = 0; before < i; ++before)
                canvas->link(parts_->rows[before].rect->axis(QCPAxis::atBottom), x);
    }
}

void StageView::redraw(const DistributionContext& context) {
    const auto [low, high] = extentOf(context);
    const double thinnest = std::max((high - low) * 0.01, std::abs(context.reference) * 0.002 + 1e-6);
    parts_->values = PlotCanvas::padded({low, high}, false, 0.05);
    for (auto& row : parts_->rows) {
        const auto* series = context.data.histograms(context.prefix + row.name.toStdString());
        const qsizetype chosen = series ? nearestIndex(series->steps, context.step) : -1;
        const QColor color = context.colors.stage(stageOfLayer(row.name.toStdString()));
        const auto draw = [&](QCPGraph* graph, qsizetype index) {
            if (index < 0) {
                graph->data()->clear();
                return Staircase();
            }
            const auto& histogram = series->histograms[static_cast<std::size_t>(index)];
            auto stairs = staircaseOf(coarsened(histogram, suitableBuckets(histogram, mostStageBuckets)), thinnest);
            graph->setData(stairs.x, stairs.height, true);
            return stairs;
        };
        const auto stairs = draw(row.now, chosen);
        row.tallest = stairs.tallest > 0 ? stairs.tallest : 1;
        QColor fill = color;
        fill.setAlpha(95);
        row.now->setPen(QPen(color, 1.5));
        row.now->setBrush(fill);
        const auto earlier = earlierOnes(chosen);
        for (int i = 0; i < row.earlier.size(); ++i) {
            draw(row.earlier[i], i < earlier.size() ? earlier[i] : -1);
            row.earlier[i]->setPen(QPen(mixed(context.colors.background, context.colors.text, 0.22 + 0.12 * i), 1));
        }
        moveReferenceLine(row.reference, Qt::Horizontal, context.reference);
        row.reference->setPen(QPen(context.colors.text, 1, Qt::DashLine));
        QString title = stageTitle(stageOfLayer(row.name.toStdString()));
        if (chosen >= 0) {
            const auto& histogram = series->histograms[static_cast<std::size_t>(chosen)];
            const double spread = deviationOf(histogram);
            title += QObject::tr("   mean %1 ± %2").arg(valueText(meanOf(histogram), spread), valueText(spread));
        }
        row.title->setText(title);
        row.title->setFont(context.smallFont);
        row.title->setColor(context.colors.text);
        QColor back = context.colors.background;
        back.setAlpha(200);
        row.title->setBrush(back);
    }
}

ReadoutText StageView::readout(const DistributionContext& context, const QPointF& position, QCPAxisRect* rect) const {
    ReadoutText text;
    for (const auto& row : parts_->rows) {
        const auto* histogram = row.rect == rect ? context.at(row.name) : nullptr;
        if (!histogram)
            continue;
        const double x = rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
        text.title =
            QObject::tr("%1 · step %2").arg(stageTitle(stageOfLayer(row.name.toStdString())), stepText(context.step));
        const auto buckets = coarsened(*histogram, suitableBuckets(*histogram, mostStageBuckets));
        double low = buckets.min;
        for (std::size_t i = 0; i < buckets.counts.size(); ++i) {
            const double high = std::min(buckets.limits[i], std::max(buckets.max, low));
            if (x >= low && x <= high)
                text.lines.append({context.colors.stage(stageOfLayer(row.name.toStdString())),
                                   QObject::tr("%1 to %2").arg(valueText(low, high - low), valueText(high, high - low)),
                                   buckets.counts[i] == 1 ? QObject::tr("1 channel")
                                                          : QObject::tr("%1 channels").arg(buckets.counts[i]),
                                   true});
            low = high;
        }
        text.lines += summaryLines(*histogram, context.reference, context.symbol);
    }
    return text;
}

}  // namespace isonet::widgets
