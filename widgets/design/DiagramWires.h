// Arrows of the network diagram: polylines with rounded corners.
#pragma once

#include <QGraphicsItem>
#include <QPainterPath>
#include <QVector>

#include "widgets/design/DiagramStyle.h"

namespace isonet::widgets {

struct DiagramWire {
    QVector<QPointF> points;  // horizontal and vertical pieces; the arrow head is at the last one
    bool isSkip = false;      // a shortcut
    bool hasHead = true;
};

void paintWire(QPainter* painter, const DiagramWire& wire, const DiagramStyle& style);

// The arrows between cards, as one item. The style must outlive it.
class DiagramWires : public QGraphicsItem {
public:
    explicit DiagramWires(const DiagramStyle& style) : style_(style) { setZValue(-0.5); }
    void setWires(const QVector<DiagramWire>& wires);
    QRectF boundingRect() const override { return bounds_; }
    QPainterPath shape() const override { return {}; }  // clicks go to what is behind
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    const DiagramStyle& style_;
    QVector<DiagramWire> wires_;
    QRectF bounds_;
};

}  // namespace isonet::widgets
