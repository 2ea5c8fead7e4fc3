// A strip with the whole diagram in small and a frame around the visible part. Dragging moves the view. GUI thread
// only.
#pragma once

#include <QGraphicsView>
#include <QPixmap>

namespace isonet::widgets {

class DiagramMiniMap : public QWidget {
    Q_OBJECT
public:
    // Follows the view, which must outlive it and is usually its parent.
    explicit DiagramMiniMap(QGraphicsView* view);
    QRectF frame() const;  // of the visible part, in pixels of this widget

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF picture() const;  // of the scene, in pixels of this widget
    void moveView(const QPointF& position);
    void invalidate();

    QGraphicsView* view_;
    QPixmap image_;  // of the scene; null: to be drawn
};

}  // namespace isonet::widgets
