#include "widgets/design/DiagramCard.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <cmath>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr double cardRadius = 6, sectionRadius = 9, chevronRoom = 16, titleGap = 12;
constexpr double titlesUnreadable = 0.4;  // zoom below which titles are left out

}  // namespace

DiagramCard::DiagramCard(const DiagramStyle& style, const QString& name, const QString& title, int stage)
    : DiagramNode(style, name), title_(title), stage_(stage) {
    setZValue(0);
}

void DiagramCard::setPile(const Pile& pile) {
    prepareGeometryChange();
    pile_ = pile;
}

void DiagramCard::setContent(const QSizeF& size, const QVector<DiagramWire>& wires) {
    prepareGeometryChange();
    size_ = size;
    wires_ = wires;
}

QString DiagramCard::badgeText() const {
    return tr("× %1").arg(pile_.count);
}

double DiagramCard::badgeWidth() const {
    return std::ceil(QFontMetricsF(style().strongFont).horizontalAdvance(badgeText()) + 8 + chevronRoom);
}

double DiagramCard::headerWidth() const {
    const double title = QFontMetricsF(style().strongFont).horizontalAdvance(title_);
    return std::ceil(title + 2 * style().pad + (hasBadge() ? titleGap + badgeWidth() : 0));
}

QRectF DiagramCard::badgeRect() const {
    if (!hasBadge())
        return {};
    const double height = style().smallHeight;
    return {size_.width() - 5 - badgeWidth(), (style().header - height) / 2, badgeWidth(), height};
}

QSizeF DiagramCard::outerSize() const {
    return isPile() ? size_ + QSizeF(style().stack, style().stack) : size_;
}

QRectF DiagramCard::boundingRect() const {
    return QRectF(QPointF(), outerSize()).adjusted(-3, -3, 3, 3);
}

void DiagramCard::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const auto& s = style();
    painter->setRenderHint(QPainter::Antialiasing);
    const QPen border(isSelected() ? s.accent : s.frame, isSelected() ? 2.5 : 1);
    const QRectF front(QPointF(), size_);
    if (isPile()) {
        painter->setPen(QPen(s.frame, 1));
        painter->setBrush(mixed(s.ground, s.text, 0.05));
        for (const double shift : {s.stack, s.stack / 2})
            painter->drawRoundedRect(front.translated(shift, shift), cardRadius, cardRadius);
    }
    painter->setPen(border);
    painter->setBrush(s.ground);
    painter->drawRoundedRect(front, cardRadius, cardRadius);
    for (const auto& wire : wires_)
        paintWire(painter, wire, s);
    if (option->levelOfDetailFromTransform(painter->worldTransform()) < titlesUnreadable)
        return;
    painter->setPen(s.text);
    painter->setFont(s.strongFont);
    painter->drawText(QRectF(s.pad, 0, size_.width() - 2 * s.pad, s.header), Qt::AlignLeft | Qt::AlignVCenter, title_);
    if (hasBadge())
        paintBadge(painter);
}

void DiagramCard::paintBadge(QPainter* painter) const {
    const auto& s = style();
    const QRectF rect = badgeRect();
    const QColor hue = s.hue(stage_);
    painter->setPen(QPen(hue, 1));
    painter->setBrush(mixed(s.ground, hue, 0.15));
    painter->drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    painter->setPen(s.text);
    painter->setFont(s.strongFont);
    painter->drawText(rect.adjusted(8, 0, -chevronRoom + 2, 0), Qt::AlignLeft | Qt::AlignVCenter, badgeText());
    const QPointF center(rect.right() - chevronRoom / 2 - 1, rect.center().y());
    const QPolygonF chevron =
        pile_.expanded ? QPolygonF({center + QPointF(-4, -2), center + QPointF(0, 2), center + QPointF(4, -2)})
                       : QPolygonF({center + QPointF(-2, -4), center + QPointF(2, 0), center + QPointF(-2, 4)});
    painter->setPen(QPen(s.text, 1.5));
    painter->drawPolyline(chevron);
}

DiagramSection::DiagramSection(const DiagramStyle& style, const QString& name, const QString& title,
                               const QString& detail, int stage)
    : DiagramNode(style, name), title_(title), detail_(detail), stage_(stage) {
    setZValue(-1);
}

void DiagramSection::setRect(const QRectF& rect) {
    prepareGeometryChange();
    rect_ = rect;
}

double DiagramSection::headerWidth() const {
    const auto& s = style();
    return std::ceil(QFontMetricsF(s.titleFont).horizontalAdvance(title_) + titleGap +
                     QFontMetricsF(s.font).horizontalAdvance(detail_) + 2 * s.sectionPad);
}

void DiagramSection::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const auto& s = style();
    const QColor hue = s.hue(stage_);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(isSelected() ? s.accent : mixed(s.ground, hue, 0.45), isSelected() ? 2.5 : 1));
    painter->setBrush(mixed(s.ground, hue, s.dark ? 0.10 : 0.06));
    painter->drawRoundedRect(rect_, sectionRadius, sectionRadius);
    if (option->levelOfDetailFromTransform(painter->worldTransform()) < titlesUnreadable)
        return;
    const QRectF head(rect_.left() + s.sectionPad, rect_.top(), rect_.width() - 2 * s.sectionPad, s.sectionHeader);
    painter->setPen(s.text);
    painter->setFont(s.titleFont);
    painter->drawText(head, Qt::AlignLeft | Qt::AlignVCenter, title_);
    painter->setPen(s.faint);
    painter->setFont(s.font);
    painter->drawText(head.adjusted(QFontMetricsF(s.titleFont).horizontalAdvance(title_) + titleGap, 0, 0, 0),
                      Qt::AlignLeft | Qt::AlignVCenter, detail_);
}

}  // namespace isonet::widgets
