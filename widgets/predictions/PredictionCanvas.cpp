#include "widgets/predictions/PredictionCanvas.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr double maxZoom = 40;

}  // namespace

PredictionCanvas::PredictionCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("predictionCanvas"));
    setAccessibleName(tr("Image with ground truth and detections"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 160);
}

void PredictionCanvas::setCategories(const QStringList& names) {
    scene_.setCategories(names);
    update();
}

void PredictionCanvas::setImage(const std::optional<PredictionImage>& image) {
    const bool sameSize = image && scene_.image() && image->picture.size() == scene_.image()->picture.size();
    hovered_ = nullptr;
    message_.clear();
    scene_.setImage(image);
    if (!sameSize)
        fit();
    update();
}

void PredictionCanvas::showMessage(const QString& message) {
    setImage(std::nullopt);
    message_ = message;
}

void PredictionCanvas::setScore(double threshold) {
    scene_.setScore(threshold);
    update();
}

void PredictionCanvas::setCategory(int category) {
    scene_.setCategory(category);
    update();
}

void PredictionCanvas::setOverlaid(bool on) {
    scene_.setOverlaid(on);
    update();
}

void PredictionCanvas::setMasksShown(bool on) {
    scene_.setMasksShown(on);
    update();
}

void PredictionCanvas::fit() {
    zoom_ = 1;
    center_ = scene_.imageRect().center();
    update();
}

QTransform PredictionCanvas::viewOf(const Pane& pane) const {
    return scene_.viewOf(pane, zoom_, center_);
}

void PredictionCanvas::zoom(double factor) {
    const auto all = scene_.panes(rect());
    if (!all.isEmpty())
        zoomAbout(all.front().place.center(), factor);
}

double PredictionCanvas::scale() const {
    return image() ? viewOf(scene_.panes(rect()).front()).m11() : 0;
}

void PredictionCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (image() && !image()->picture.isNull())
        for (const auto& pane : scene_.panes(rect()))
            scene_.paintPane(painter, pane, viewOf(pane), palette().color(QPalette::Text), hovered_);
    else if (!message_.isEmpty())
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

const PredictionScene::Pane* PredictionCanvas::paneAt(const QVector<Pane>& all, const QPointF& position) const {
    for (const auto& pane : all)
        if (pane.place.contains(position))
            return &pane;
    return nullptr;
}

// The smallest object at the position.
std::optional<PredictionScene::Shown> PredictionCanvas::objectAt(const QPointF& position) const {
    if (!image())
        return std::nullopt;
    const auto all = scene_.panes(rect());
    const Pane* pane = paneAt(all, position);
    if (!pane)
        return std::nullopt;
    const QPointF at = viewOf(*pane).inverted().map(position);
    std::optional<Shown> smallest;
    const auto area = [](const Shown& each) { return each.object->box.width() * each.object->box.height(); };
    for (const auto& each : scene_.shownObjects(*pane))
        if (each.object->box.contains(at) && (!smallest || area(each) <= area(*smallest)))
            smallest = each;
    return smallest;
}

QString PredictionCanvas::textAt(const QPointF& position) const {
    const auto each = objectAt(position);
    if (!each)
        return {};
    const auto& box = each->object->box;
    QString text = each->label + tr(", %1 × %2 pixels").arg(qRound(box.width())).arg(qRound(box.height()));
    if (each->side == PredictionScene::Side::Found)
        text += match().truthOf[each->index] == ImageMatch::inCrowd
                    ? tr(", in a crowd (ignored)")
                    : tr(", IoU %1 with ground truth").arg(match().overlaps[each->index], 0, 'f', 2);
    return text;
}

void PredictionCanvas::zoomAbout(const QPointF& place, double factor) {
    const auto all = scene_.panes(rect());
    const Pane* pane = paneAt(all, place);
    if (!image() || !pane)
        return;
    const double next = std::clamp(zoom_ * factor, 0.5, maxZoom);
    const QPointF fixed = viewOf(*pane).inverted().map(place);
    center_ = fixed + (center_ - fixed) * (zoom_ / next);
    zoom_ = next;
    update();
}

void PredictionCanvas::wheelEvent(QWheelEvent* event) {
    zoomAbout(event->position(), std::pow(1.0015, event->angleDelta().y()));
    event->accept();
}

void PredictionCanvas::mousePressEvent(QMouseEvent* event) {
    dragged_ = event->position();
}

void PredictionCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() != Qt::NoButton && image()) {
        center_ -= (event->position() - dragged_) / scale();
        const QRectF within = scene_.imageRect();
        center_ = {std::clamp(center_.x(), within.left(), within.right()),
                   std::clamp(center_.y(), within.top(), within.bottom())};
        dragged_ = event->position();
        update();
        return;
    }
    const auto each = objectAt(event->position());
    const PredictionObject* object = each ? each->object : nullptr;
    if (object != hovered_) {
        hovered_ = object;
        update();
    }
    Q_EMIT hovered(textAt(event->position()));
}

void PredictionCanvas::mouseDoubleClickEvent(QMouseEvent*) {
    fit();
}

void PredictionCanvas::leaveEvent(QEvent*) {
    hovered_ = nullptr;
    update();
    Q_EMIT hovered({});
}

void PredictionCanvas::keyPressEvent(QKeyEvent* event) {
    constexpr double step = 1.25;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return zoom(step);
        case Qt::Key_Minus:
            return zoom(1 / step);
        case Qt::Key_Home:
            return fit();
        case Qt::Key_Right:
        case Qt::Key_PageDown:
            Q_EMIT stepRequested(1);
            return;
        case Qt::Key_Left:
        case Qt::Key_PageUp:
            Q_EMIT stepRequested(-1);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void PredictionCanvas::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    update();
}

QSize PredictionCanvas::imageSize() const {
    return scene_.imageSize();
}

void PredictionCanvas::paintImage(QPainter& painter, const QSize& size) const {
    painter.setFont(font());
    scene_.paintImage(painter, size);
}

QString PredictionCanvas::exportImage(const QString& file, const PictureSize& size) {
    if (!image())
        return tr("There is no image to export.");
    const QString title = tr("Image %1, %2").arg(image()->id).arg(image()->file);
    return savePage(file, size, title, [&](QPainter& painter) { paintImage(painter, size.points); });
}

void PredictionCanvas::copyImage() const {
    if (!image())
        return;
    QImage copy(imageSize(), QImage::Format_RGB32);
    QPainter painter(&copy);
    paintImage(painter, copy.size());
    painter.end();
    QApplication::clipboard()->setImage(copy);
}

}  // namespace isonet::widgets
