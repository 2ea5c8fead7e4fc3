// The card of a block, or of the stem or head: a title and boxes from top to bottom. A pile of cards with the badge
// "× 36" stands for equal blocks; a click on the badge (NetworkDiagram) expands or collapses it.
#pragma once

#include <QCoreApplication>
#include <QVector>

#include "widgets/design/DiagramBox.h"
#include "widgets/design/DiagramWires.h"

namespace isonet::widgets {

class DiagramCard : public DiagramNode {
    Q_DECLARE_TR_FUNCTIONS(DiagramCard)
public:
    struct Pile {
        int count = 1;          // equal blocks; 1: no badge
        bool expanded = false;  // drawn one by one; only the first one has the badge
        QStringList blocks;     // names of those that this card stands for
    };
    DiagramCard(const DiagramStyle& style, const QString& name, const QString& title, int stage);

    void setPile(const Pile& pile);
    const Pile& pile() const { return pile_; }
    bool hasBadge() const { return pile_.count > 1; }
    bool isPile() const { return hasBadge() && !pile_.expanded; }
    QRectF badgeRect() const;  // empty without a badge
    int stage() const { return stage_; }

    // `size`: of the card without the pile's edge. `wires`: between its boxes.
    void setContent(const QSizeF& size, const QVector<DiagramWire>& wires);
    QSizeF outerSize() const;    // with the pile's edge
    double headerWidth() const;  // that title and badge need

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QString badgeText() const;
    double badgeWidth() const;
    void paintBadge(QPainter* painter) const;

    QString title_;
    int stage_;
    Pile pile_;
    QSizeF size_;
    QVector<DiagramWire> wires_;
};

// The frame of a stage, behind its cards.
class DiagramSection : public DiagramNode {
public:
    DiagramSection(const DiagramStyle& style, const QString& name, const QString& title, const QString& detail,
                   int stage);
    void setRect(const QRectF& rect);
    double headerWidth() const;
    QRectF boundingRect() const override { return rect_.adjusted(-2, -2, 2, 2); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QRectF rect_;
    QString title_, detail_;
    int stage_;
};

}  // namespace isonet::widgets
