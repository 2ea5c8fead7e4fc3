#include "widgets/PredictionCanvas.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace isonet::widgets {
namespace {

constexpr double mostZoom = 40;

}  // namespace

PredictionCanvas::PredictionCanvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("predictionCanvas"));
    setAccessibleName(tr("The image, with what is there and what was found"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 160);
}

void PredictionCanvas::setCategories(const QStringList& names) {
    names_ = names;
    update();
}

void PredictionCanvas::setImage(const std::optional<SeenImage>& image) {
    const bool same = image && image_ && image->picture.size() == image_->picture.size();
    pointed_ = nullptr;
    image_ = image;
    message_.clear();
    match_ = image ? matchObjects(*image) : ImageMatch{};
    if (!same)
        fit();
    restack();
}

void PredictionCanvas::showMessage(const QString& words) {
    setImage(std::nullopt);
    message_ = words;
}

void PredictionCanvas::setScore(double least) {
    score_ = least;
    update();
}

void PredictionCanvas::setCategory(int category) {
    category_ = category;
    restack();
}

void PredictionCanvas::restack() {
    for (auto& stack : stacks_)
        stack.restart(image_ ? image_->picture.size() : QSize());
    update();
}

void PredictionCanvas::setOverlaid(bool on) {
    overlaid_ = on;
    update();
}

void PredictionCanvas::setMasksShown(bool on) {
    masks_ = on;
    update();
}

void PredictionCanvas::fit() {
    zoom_ = 1;
    middle_ = image_ ? QRectF(image_->picture.rect()).center() : QPointF();
    update();
}

void PredictionCanvas::zoom(double factor) {
    const auto all = panes(rect());
    if (!all.isEmpty())
        zoomAbout(all.front().place.center(), factor);
}

double PredictionCanvas::scale() const {
    return image_ ? viewOf(panes(rect()).front()).m11() : 0;
}

void PredictionCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (image_ && !image_->picture.isNull())
        for (const auto& pane : panes(rect()))
            paintPane(painter, pane, viewOf(pane), true);
    else if (!message_.isEmpty())
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, message_);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

const PredictionCanvas::Pane* PredictionCanvas::paneAt(const QVector<Pane>& all, const QPointF& position) const {
    for (const auto& pane : all)
        if (pane.place.contains(position))
            return &pane;
    return nullptr;
}

// The smallest object that the pointer is on.
std::optional<PredictionCanvas::Seen> PredictionCanvas::seenAt(const QPointF& position) const {
    if (!image_)
        return std::nullopt;
    const auto all = panes(rect());
    const Pane* pane = paneAt(all, position);
    if (!pane)
        return std::nullopt;
    const QPointF at = viewOf(*pane).inverted().map(position);
    std::optional<Seen> smallest;
    const auto area = [](const Seen& each) { return each.object->box.width() * each.object->box.height(); };
    for (const auto& each : seen(*pane))
        if (each.object->box.contains(at) && (!smallest || area(each) <= area(*smallest)))
            smallest = each;
    return smallest;
}

QString PredictionCanvas::textAt(const QPointF& position) const {
    const auto each = seenAt(position);
    if (!each)
        return {};
    const auto& box = each->object->box;
    QString words = each->words + tr(", %1 × %2 pixels").arg(qRound(box.width())).arg(qRound(box.height()));
    if (each->side == Side::Found)
        words += match_.truthOf[each->index] == ImageMatch::inCrowd
                     ? tr(", in a crowd: it counts neither way")
                     : tr(", overlap %1 with the truth").arg(match_.overlaps[each->index], 0, 'f', 2);
    return words;
}

void PredictionCanvas::zoomAbout(const QPointF& place, double factor) {
    const auto all = panes(rect());
    const Pane* pane = paneAt(all, place);
    if (!image_ || !pane)
        return;
    const double next = std::clamp(zoom_ * factor, 0.5, mostZoom);
    const QPointF fixed = viewOf(*pane).inverted().map(place);
    middle_ = fixed + (middle_ - fixed) * (zoom_ / next);
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
    if (event->buttons() != Qt::NoButton && image_) {
        middle_ -= (event->position() - dragged_) / scale();
        const QRectF within = image_->picture.rect();
        middle_ = {std::clamp(middle_.x(), within.left(), within.right()),
                   std::clamp(middle_.y(), within.top(), within.bottom())};
        dragged_ = event->position();
        update();
        return;
    }
    const auto each = seenAt(event->position());
    const SeenObject* now = each ? each->object : nullptr;
    if (now != pointed_) {
        pointed_ = now;
        update();
    }
    Q_EMIT hovered(textAt(event->position()));
}

void PredictionCanvas::mouseDoubleClickEvent(QMouseEvent*) {
    fit();
}

void PredictionCanvas::leaveEvent(QEvent*) {
    pointed_ = nullptr;
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

}  // namespace isonet::widgets
