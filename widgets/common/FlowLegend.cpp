#include "widgets/common/FlowLegend.h"

#include <algorithm>

namespace isonet::widgets {
namespace {

constexpr int sampleWidth = 16, sampleGap = 5, entrySpacing = 10;
constexpr int slack = 4;  // scaled fonts are a little wider than measured

}  // namespace

QVector<QRect> FlowLegend::places(int width) const {
    const QFontMetrics metrics(font_);
    const int height = metrics.height() + 2;
    QVector<QRect> places;
    int x = indent_, y = 2;
    for (const auto& entry : entries_) {
        const int wide =
            std::min(sampleWidth + sampleGap + metrics.horizontalAdvance(entry.name) + slack, width - 2 * indent_);
        if (x > indent_ && x + wide > width - indent_) {
            x = indent_;
            y += height;
            if (rowLimit_ > 0 && y >= 2 + rowLimit_ * height)
                break;
        }
        places.append(QRect(x, y, wide, height));
        x += wide + entrySpacing;
    }
    return places;
}

QSize FlowLegend::minimumOuterSizeHint() const {
    const auto all = places(parentPlot() ? parentPlot()->viewport().width() : 400);
    const int rest = all.size() < entries_.size() ? all.last().height() : 0;
    return {10, all.isEmpty() ? 0 : all.last().bottom() + 1 + rest};
}

QSize FlowLegend::maximumOuterSizeHint() const {
    return {QWIDGETSIZE_MAX, minimumOuterSizeHint().height()};
}

int FlowLegend::entryAt(const QPointF& position) const {
    const QPoint inside = position.toPoint() - rect().topLeft();
    const auto all = places(rect().width());
    for (int i = 0; i < all.size(); ++i)
        if (all[i].contains(inside))
            return i;
    return -1;
}

void FlowLegend::draw(QCPPainter* painter) {
    painter->setFont(font_);
    const QFontMetrics metrics(font_);
    const auto all = places(rect().width());
    for (int i = 0; i < all.size(); ++i) {
        const auto& entry = entries_[i];
        const QRect place = all[i].translated(rect().topLeft());
        painter->setOpacity(entry.shown ? 1.0 : 0.45);
        const int middle = place.center().y();
        if (entry.filled) {
            painter->fillRect(QRect(place.left(), middle - 4, sampleWidth, 9),
                              QBrush(entry.pen.color(), entry.pattern));
        } else {
            painter->setPen(entry.pen);
            painter->setAntialiasing(false);
            painter->drawLine(QPoint(place.left(), middle), QPoint(place.left() + sampleWidth, middle));
        }
        painter->setPen(text_);
        const QRect text = place.adjusted(sampleWidth + sampleGap, 0, 0, 0);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(entry.name, Qt::ElideRight, text.width()));
        if (!entry.shown)
            painter->drawLine(QPoint(text.left(), middle), QPoint(text.right(), middle));
        painter->setOpacity(1.0);
    }
    if (all.size() < entries_.size()) {
        const QRect place = all.last().translated(rect().topLeft() + QPoint(0, all.last().height()));
        painter->setPen(text_);
        painter->drawText(QRect(rect().left() + indent_, place.top(), rect().width() - 2 * indent_, place.height()),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          tr("Legend: first %1 of %2").arg(all.size()).arg(entries_.size()));
    }
}

}  // namespace isonet::widgets
