#include "widgets/plot/ReferenceLine.h"

#include <QFontMetrics>

#include "widgets/plot/LabelPlace.h"

namespace isonet::widgets {

namespace {
constexpr int besideName = 4, aboveName = 1;  // pixels
}

void ReferenceLine::place(QCustomPlot* plot, QCPAxisRect* rect) {
    rect_ = rect;
    auto *x = rect->axis(QCPAxis::atBottom), *y = rect->axis(QCPAxis::atLeft);
    line_ = new QCPItemStraightLine(plot);
    line_->setClipAxisRect(rect);
    for (auto* point : {line_->point1, line_->point2}) {
        point->setAxes(x, y);
        point->setAxisRect(rect);
        point->setTypeX(QCPItemPosition::ptAxisRectRatio);
    }
    text_ = new QCPItemText(plot);
    text_->setClipAxisRect(rect);
    text_->position->setAxes(x, y);
    text_->position->setAxisRect(rect);
    text_->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    text_->setPadding(QMargins(besideName, aboveName, besideName, aboveName));
    text_->setText({});
    hide();
}

void ReferenceLine::hide() {
    shown_ = false;
    update();
}

void ReferenceLine::show(double value, const QString& name, const QColor& color, const QColor& ground,
                         const QFont& font) {
    value_ = value;
    name_ = name;
    shown_ = true;
    line_->setPen(QPen(color, 1, Qt::DashDotLine));
    line_->point1->setCoords(0, value);
    line_->point2->setCoords(1, value);
    text_->setColor(color);
    QColor veil = ground;
    veil.setAlphaF(0.75F);  // the name is legible, and a curve behind it still seen
    text_->setBrush(veil);
    text_->setFont(font);
    update();
}

void ReferenceLine::update() {
    if (!rect_ || !line_ || !text_)
        return;
    const auto range = rect_->axis(QCPAxis::atLeft)->range();
    const bool above = value_ > range.upper, below = value_ < range.lower;
    line_->setVisible(shown_ && !above && !below);
    text_->setVisible(shown_);
    if (!shown_)
        return;
    text_->setText(above ? QStringLiteral("↑ ") + name_ : below ? QStringLiteral("↓ ") + name_ : name_);
    const double at = above ? range.upper : below ? range.lower : value_;
    const Qt::Alignment place = placeOfName(at, above, below);
    text_->setPositionAlignment(place);
    text_->position->setCoords(place.testFlag(Qt::AlignLeft) ? 0 : 1, at);
}

// The side that the text has of its position: with Qt::AlignTop it is below the line.
Qt::Alignment ReferenceLine::placeOfName(double at, bool above, bool below) const {
    const auto* y = rect_->axis(QCPAxis::atLeft);
    const QFontMetrics metrics(text_->font());
    const QSizeF size(metrics.horizontalAdvance(text_->text()) + 2 * besideName, metrics.height() + 2 * aboveName);
    const double line = y->coordToPixel(at);
    // Below a line in the upper half. In a strip of few lines the right end is left to the mark of the best value.
    const bool high = above || at > y->range().center(), low = rect_->height() < 4 * metrics.height();
    Qt::Alignment best;
    int least = -1;
    for (const bool under : {high, !high})
        for (const bool left : {low, !low}) {
            const QRectF box(
                QPointF(left ? rect_->left() : rect_->right() - size.width(), under ? line : line - size.height()),
                size);
            const bool fits = box.top() >= rect_->top() - 1 && box.bottom() <= rect_->bottom() + 2;
            if (under != high && (above || below || !fits))
                continue;
            constexpr int worseThanCurves = 1 << 20;  // two texts over each other cannot be read
            const int covered = coveredPieces(*rect_, box) + (coversText(*rect_, box, *text_) ? worseThanCurves : 0);
            if (least < 0 || covered < least) {
                least = covered;
                best = (left ? Qt::AlignLeft : Qt::AlignRight) | (under ? Qt::AlignTop : Qt::AlignBottom);
            }
        }
    return best;
}

}  // namespace isonet::widgets
