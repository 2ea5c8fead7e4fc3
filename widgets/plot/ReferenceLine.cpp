#include "widgets/plot/ReferenceLine.h"

#include <QFontMetrics>

namespace isonet::widgets {

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
    text_->setPadding(QMargins(4, 1, 4, 1));
    text_->setText({});
    hide();
}

void ReferenceLine::hide() {
    shown_ = false;
    update();
}

void ReferenceLine::show(double value, const QString& name, const QColor& color, const QFont& font) {
    value_ = value;
    name_ = name;
    shown_ = true;
    line_->setPen(QPen(color, 1, Qt::DashDotLine));
    line_->point1->setCoords(0, value);
    line_->point2->setCoords(1, value);
    text_->setColor(color);
    text_->setFont(font);
    update();
}

void ReferenceLine::update() {
    if (!line_)
        return;
    const auto range = rect_->axis(QCPAxis::atLeft)->range();
    const bool above = value_ > range.upper, below = value_ < range.lower;
    line_->setVisible(shown_ && !above && !below);
    text_->setVisible(shown_);
    if (!shown_)
        return;
    text_->setText(above ? QStringLiteral("↑ ") + name_ : below ? QStringLiteral("↓ ") + name_ : name_);
    const bool high = above || value_ > range.center();  // the name is below a line in the upper half
    // In a strip of few lines the right end is left to the mark of the best value.
    const bool low = rect_->height() < 4 * QFontMetrics(text_->font()).height();
    text_->setPositionAlignment((low ? Qt::AlignLeft : Qt::AlignRight) | (high ? Qt::AlignTop : Qt::AlignBottom));
    text_->position->setCoords(low ? 0 : 1, above ? range.upper : below ? range.lower : value_);
}

}  // namespace isonet::widgets
