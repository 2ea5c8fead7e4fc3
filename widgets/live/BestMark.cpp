#include "widgets/live/BestMark.h"

#include <QCoreApplication>
#include <QFontMetrics>

#include "widgets/plot/LabelPlace.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

namespace {
constexpr int besideBest = 4, apartFromBest = 6;  // pixels between diamond and text
}

void BestMark::place(PlotCanvas* canvas, QCPAxisRect* rect) {
    auto *x = rect->axis(QCPAxis::atBottom), *y = rect->axis(QCPAxis::atLeft);
    diamond_ = canvas->addGraph(x, y);
    diamond_->setLineStyle(QCPGraph::lsNone);
    text_ = new QCPItemText(canvas);
    text_->position->setAxisRect(rect);
    text_->position->setAxes(x, y);
    text_->setClipAxisRect(rect);
}

void BestMark::hide() {
    diamond_->setVisible(false);
    diamond_->data()->clear();
    text_->setVisible(false);
}

void BestMark::show(const QVector<double>& x, const QVector<double>& values, const QColor& color, const QColor& ground,
                    const QFont& font) {
    const qsizetype best = largestFinite(values);
    if (best < 0)
        return hide();
    diamond_->setVisible(true);
    diamond_->data()->clear();
    diamond_->addData(x[best], values[best]);
    diamond_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(color, 1.5), ground, 9));
    text_->setVisible(true);
    text_->setFont(font);
    text_->setColor(color);
    text_->setText(QCoreApplication::translate("BestMark", "best %1").arg(values[best], 0, 'f', 2));
    text_->position->setCoords(x[best], values[best]);
    update();
}

// Below the diamond or above it, on the side where there is more room.
void BestMark::update() {
    if (!text_ || !text_->visible())
        return;
    const QPointF at = text_->position->pixelPosition();
    const auto& rect = *text_->position->axisRect();
    const QFontMetrics metrics(text_->font());
    const QSizeF size(metrics.horizontalAdvance(text_->text()) + 2 * besideBest, metrics.height());
    const bool leftFirst = at.x() > rect.center().x();
    int least = -1;
    for (const bool left : {leftFirst, !leftFirst})
        for (const bool below : {true, false}) {
            const QRectF box(QPointF(left ? at.x() - size.width() : at.x(),
                                     below ? at.y() + apartFromBest : at.y() - apartFromBest - size.height()),
                             size);
            // Some of the text may be cut off only where nothing else is left: below, as in a strip of few lines.
            if ((!below || left != leftFirst) && !QRectF(rect.rect()).adjusted(-1, -1, 1, 1).contains(box))
                continue;
            const int covered = coveredPieces(rect, box);
            if (least >= 0 && covered >= least)
                continue;
            least = covered;
            text_->setPositionAlignment((left ? Qt::AlignRight : Qt::AlignLeft) |
                                        (below ? Qt::AlignTop : Qt::AlignBottom));
            text_->setPadding(QMargins(besideBest, below ? apartFromBest : 0, besideBest, below ? 0 : apartFromBest));
        }
}

}  // namespace isonet::widgets
