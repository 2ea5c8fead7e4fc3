#include "widgets/live/BestMark.h"

#include <QCoreApplication>

#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

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
    // To the side where there is more room.
    const double share = x.last() > x.first() ? (x[best] - x.first()) / (x.last() - x.first()) : 1;
    text_->setPositionAlignment((share > 0.5 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    text_->setPadding(QMargins(4, 6, 4, 0));
    text_->position->setCoords(x[best], values[best]);
}

}  // namespace isonet::widgets
