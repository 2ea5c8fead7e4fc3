#include "widgets/design/DiagramMiniMap.h"

#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace isonet::widgets {
namespace {

constexpr double mapMargin = 5;

}  // namespace

DiagramMiniMap::DiagramMiniMap(QGraphicsView* view) : QWidget(view), view_(view) {
    setObjectName(QStringLiteral("diagramMiniMap"));
    setAccessibleName(tr("Overview of the diagram"));
    setToolTip(tr("The whole network. Drag to move the visible part."));
    setCursor(Qt::PointingHandCursor);
    connect(view_->scene(), &QGraphicsScene::changed, this, &DiagramMiniMap::invalidate);
    for (auto* bar : {view_->horizontalScrollBar(), view_->verticalScrollBar()}) {
        connect(bar, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
        connect(bar, &QScrollBar::rangeChanged, this, qOverload<>(&QWidget::update));
    }
}

void DiagramMiniMap::invalidate() {
    image_ = QPixmap();
    update();
}

QRectF DiagramMiniMap::picture() const {
    const QSizeF whole = view_->sceneRect().size();
    const QSizeF room(width() - 2 * mapMargin, height() - 2 * mapMargin);
    if (whole.isEmpty() || room.isEmpty())
        return {};
    const QSizeF size = whole * std::min(room.width() / whole.width(), room.height() / whole.height());
    return {QPointF((width() - size.width()) / 2, mapMargin), size};
}

QRectF DiagramMiniMap::frame() const {
    const QRectF place = picture(), whole = view_->sceneRect();
    if (place.isEmpty())
        return {};
    const double scale = place.width() / whole.width();
    const QRectF seen = view_->mapToScene(view_->viewport()->rect()).boundingRect() & whole;
    return {place.topLeft() + (seen.topLeft() - whole.topLeft()) * scale, seen.size() * scale};
}

void DiagramMiniMap::paintEvent(QPaintEvent*) {
    const QRectF place = picture();
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(QPointF(0.5, 0), QPointF(0.5, height()));
    if (place.isEmpty())
        return;
    const double ratio = devicePixelRatioF();
    const QSize pixels = (place.size() * ratio).toSize().expandedTo({1, 1});
    if (image_.size() != pixels) {
        image_ = QPixmap(pixels);
        image_.fill(Qt::transparent);
        QPainter inner(&image_);
        view_->scene()->render(&inner, QRectF(QPointF(), QSizeF(pixels)), view_->sceneRect(), Qt::IgnoreAspectRatio);
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(place, image_, QRectF(image_.rect()));
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = palette().color(QPalette::Highlight);
    painter.setPen(QPen(veil, 1.5));
    veil.setAlphaF(0.12F);
    painter.setBrush(veil);
    painter.drawRoundedRect(frame().adjusted(-1, -1, 1, 1), 2, 2);
}

void DiagramMiniMap::moveView(const QPointF& position) {
    const QRectF place = picture(), whole = view_->sceneRect();
    if (!place.isEmpty())
        view_->centerOn(whole.topLeft() + (position - place.topLeft()) * (whole.width() / place.width()));
}

void DiagramMiniMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        moveView(event->position());
}

void DiagramMiniMap::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton)
        moveView(event->position());
}

void DiagramMiniMap::wheelEvent(QWheelEvent* event) {
    auto* bar = view_->verticalScrollBar();
    bar->setValue(bar->value() - event->angleDelta().y());
    event->accept();
}

void DiagramMiniMap::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        invalidate();
    QWidget::changeEvent(event);
}

}  // namespace isonet::widgets
