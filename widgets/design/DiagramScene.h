// The scene of the network diagram: owns the items and finds boxes by layer name.
#pragma once

#include <QGraphicsScene>
#include <QHash>
#include <QVector>

#include "widgets/design/DiagramItems.h"
#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {

class DiagramScene : public QGraphicsScene {
    Q_OBJECT
public:
    using QGraphicsScene::QGraphicsScene;

    // The box is placed by the center of its top edge. A box without a name is not selectable.
    DiagramBox* addBox(BoxKind kind, const QString& name, const QString& title, const QString& detail, int stage,
                       const QPointF& centerTop, const QSizeF& size);
    void addLine(const QVector<QPointF>& points, bool isSkip = false);
    void addFrame(const QRectF& rect, const QString& title, const QString& detail, int stage, bool isStage);
    void clearItems();
    void setColors(const PlotColors& colors);

    const QVector<DiagramBox*>& boxes() const { return boxes_; }
    DiagramBox* box(const QString& name) const { return byName_.value(name); }  // nullptr: no such layer

private:
    DiagramStyle style_;
    QVector<DiagramBox*> boxes_;
    QVector<DiagramFrame*> frames_;
    QVector<DiagramLine*> lines_;
    QHash<QString, DiagramBox*> byName_;
};

}  // namespace isonet::widgets
