// Where the cards of a diagram go: from left to right in rows no wider than given, like words of a text. A stage stays
// on one row if it fits; a longer one starts a new row. Pure geometry.
#pragma once

#include <QRectF>
#include <QVector>

#include "widgets/design/DiagramStyle.h"
#include "widgets/design/DiagramWires.h"

namespace isonet::widgets {

struct FlowSection {
    bool framed = true;      // a stage; the stem and the head have no frame
    double headerWidth = 0;  // minimum width of the frame
    QVector<QSizeF> cards;   // not empty
};

struct FlowPlaces {
    QVector<QRectF> frames;           // one for each section; null if it has no frame
    QVector<QVector<QPointF>> cards;  // top left corners
    QVector<DiagramWire> wires;       // from each card to the next
    QSizeF size;                      // with margins
};

FlowPlaces flowInRows(const QVector<FlowSection>& sections, double width, const DiagramStyle& style);

}  // namespace isonet::widgets
