// The scene of the network diagram: owns sections, cards, boxes and arrows, finds them by name, and lays them out.
//
// A drawing adds sections and cards in forward order, then the caller calls layOut(). GUI thread only.
#pragma once

#include <QGraphicsScene>
#include <QHash>
#include <QVector>

#include "widgets/design/DiagramCard.h"
#include "widgets/design/DiagramLegend.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class DiagramScene : public QGraphicsScene {
    Q_OBJECT
public:
    explicit DiagramScene(QObject* parent = nullptr);
    ~DiagramScene() override;

    void clearItems();
    // The next cards belong to it. Without a title it has no frame.
    void beginSection(const QString& name, const QString& title, const QString& detail, int stage,
                      const QStringList& about = {});
    DiagramCard* addCard(const QString& name, const QString& title, int stage);
    DiagramBox* addBox(DiagramCard* card, const DiagramBox::Content& content);

    // Places everything in rows no wider than `width`, at least one card each, and sets the scene's rectangle.
    void layOut(double width);
    void setColors(const PlotColors& colors);
    void setLegend(const DiagramLegend::Content& content);  // below the drawing; shown by the next layOut()

    const DiagramStyle& style() const { return style_; }
    const QVector<DiagramBox*>& boxes() const { return boxes_; }  // in forward order
    const QVector<DiagramCard*>& cards() const { return cards_; }
    // Sections with a frame.
    const QVector<DiagramSection*>& sections() const { return frames_; }
    // The part with exactly this name; nullptr: no such part, or hidden in a pile of equal blocks.
    DiagramNode* node(const QString& name) const { return nodes_.value(name); }
    // The card that stands for a block or a layer that is hidden in a pile of equal blocks; nullptr: none.
    DiagramCard* pileOf(const QString& name) const { return hidden_.value(name); }
    // All parts in the order of the keyboard: each card, then its layers.
    const QVector<DiagramNode*>& nodesInOrder() const { return order_; }
    // Recorded by the drawing: the piles' other blocks and layers.
    void hide(const QStringList& names, DiagramCard* pile);

private:
    struct Section {
        DiagramSection* frame = nullptr;
        QVector<DiagramCard*> cards;
    };

    DiagramStyle style_;
    QVector<Section> parts_;
    QVector<DiagramSection*> frames_;
    QVector<DiagramCard*> cards_;
    QVector<DiagramBox*> boxes_;
    QVector<DiagramNode*> order_;
    QHash<QString, DiagramNode*> nodes_;
    QHash<QString, DiagramCard*> hidden_;
    DiagramWires* wires_ = nullptr;
    DiagramLegendItem* legend_ = nullptr;
    DiagramLegend::Content legendContent_;
};

}  // namespace isonet::widgets
