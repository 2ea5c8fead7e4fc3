#include "widgets/design/DiagramWires.h"

#include <QLineF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace isonet::widgets {

void paintWire(QPainter* painter, const DiagramWire& wire, const DiagramStyle& style) {
    const auto& points = wire.points;
    if (points.size() < 2)
        return;
    constexpr double radius = 6, head = 6;
    QPainterPath path(points.first());
    for (qsizetype i = 1; i + 1 < points.size(); ++i) {
        const QLineF before(points[i], points[i - 1]), after(points[i], points[i + 1]);
        const double r = std::min({radius, before.length() / 2, after.length() / 2});
        path.lineTo(before.pointAt(before.length() > 0 ? r / before.length() : 0));
        path.quadTo(points[i], after.pointAt(after.length() > 0 ? r / after.length() : 0));
    }
    const QLineF last(points.last(), points[points.size() - 2]);
    const bool hasHead = wire.hasHead && last.length() > head;
    path.lineTo(hasHead ? last.pointAt((head - 1) / last.length()) : points.last());
    const QColor color = wire.isSkip ? style.accent : style.line;
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, wire.isSkip ? 1.6 : 1.3));
    painter->drawPath(path);
    if (!hasHead)
        return;
    const QLineF unit = last.unitVector();
    const QPointF along(unit.dx(), unit.dy()), across(-unit.dy(), unit.dx());
    const QPointF tip = points.last();
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawPolygon(QPolygonF({tip, tip + along * head + across * 3, tip + along * head - across * 3}));
}

void DiagramWires::setWires(const QVector<DiagramWire>& wires) {
    prepareGeometryChange();
    wires_ = wires;
    bounds_ = QRectF();
    for (const auto& wire : wires)
        for (const auto& point : wire.points)
            bounds_ |= QRectF(point - QPointF(6, 6), QSizeF(12, 12));
}

void DiagramWires::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->setRenderHint(QPainter::Antialiasing);
    for (const auto& wire : wires_)
        paintWire(painter, wire, style_);
}

}  // namespace isonet::widgets
