#include "widgets/predictions/PredictionScene.h"

#include <QPainter>
#include <algorithm>

namespace isonet::widgets {
namespace {

constexpr double titleHeight = 22, between = 8, stackingGain = 1.6;

bool isLight(const QColor& color) {
    return 0.299 * color.redF() + 0.587 * color.greenF() + 0.114 * color.blueF() > 0.55;
}

}  // namespace

void PredictionScene::setImage(const std::optional<PredictionImage>& image) {
    image_ = image;
    match_ = image ? matchObjects(*image) : ImageMatch{};
    restartMasks();
}

void PredictionScene::setCategory(int category) {
    category_ = category;
    restartMasks();
}

void PredictionScene::restartMasks() {
    for (auto& stack : stacks_)
        stack.restart(image_ ? image_->picture.size() : QSize());
}

// Stacks the panes if that makes the image much larger.
QVector<PredictionScene::Pane> PredictionScene::panes(const QRectF& all) const {
    if (overlaid_)
        return {{all.adjusted(0, titleHeight, 0, 0), true, true, tr("Ground truth (white) and detections")}};
    const QSizeF side((all.width() - between) / 2, all.height() - titleHeight);
    const QSizeF row(all.width(), (all.height() - between) / 2 - titleHeight);
    const auto largest = [this](const QSizeF& place) {
        const QSizeF picture = image_ ? QSizeF(image_->picture.size()) : QSizeF(4, 3);
        return std::min(place.width() / picture.width(), place.height() / picture.height());
    };
    const bool stacked = largest(row) > stackingGain * largest(side);
    const QSizeF each = stacked ? row : side;
    const QPointF second = stacked ? QPointF(0, all.height() / 2 + between / 2) : QPointF(side.width() + between, 0);
    return {{QRectF(all.topLeft() + QPointF(0, titleHeight), each), true, false, tr("Ground truth")},
            {QRectF(all.topLeft() + second + QPointF(0, titleHeight), each), false, true, tr("Detections")}};
}

QTransform PredictionScene::viewOf(const Pane& pane, double zoom, const QPointF& center) const {
    const QSizeF picture = image_->picture.size();
    const double scale = zoom * std::min(pane.place.width() / picture.width(), pane.place.height() / picture.height());
    return QTransform::fromTranslate(-center.x(), -center.y()) * QTransform::fromScale(scale, scale) *
           QTransform::fromTranslate(pane.place.center().x(), pane.place.center().y());
}

QString PredictionScene::labelOf(const PredictionObject& object, Side side, int index) const {
    const QString name = names_.value(object.category, QString::number(object.category));
    if (side == Side::Found) {
        const QString text = name + QLatin1Char(' ') + QString::number(object.score, 'f', 2);
        return match_.truthOf[index] == ImageMatch::noMatch ? text + tr(" · no match") : text;
    }
    if (object.crowd)
        return name + tr(" · crowd");
    return isMissed(index) ? name + tr(" · missed") : name;
}

bool PredictionScene::isMissed(int truth) const {
    const int found = match_.foundOf[truth];
    return found < 0 || image_->found[found].score < score_;
}

// By ascending score, so that the highest score is drawn on top.
QVector<PredictionScene::Shown> PredictionScene::shownObjects(const Pane& pane) const {
    QVector<Shown> all;
    if (!image_)
        return all;
    if (pane.truth)
        for (qsizetype i = 0; i < image_->truth.size(); ++i) {
            const auto& object = image_->truth[i];
            if (!isShown(object, Side::Truth))
                continue;
            all.append({&object, Side::Truth, int(i), labelOf(object, Side::Truth, int(i)),
                        object.crowd       ? Qt::DotLine
                        : isMissed(int(i)) ? Qt::DashLine
                                           : Qt::SolidLine});
        }
    if (pane.found)
        for (qsizetype i = image_->found.size() - 1; i >= 0; --i) {
            const auto& object = image_->found[i];
            if (isShown(object, Side::Found))
                all.append({&object, Side::Found, int(i), labelOf(object, Side::Found, int(i)),
                            match_.truthOf[i] == ImageMatch::noMatch   ? Qt::DashLine
                            : match_.truthOf[i] == ImageMatch::inCrowd ? Qt::DotLine
                                                                       : Qt::SolidLine});
        }
    return all;
}

bool PredictionScene::isShown(const PredictionObject& object, Side side) const {
    return (category_ < 0 || object.category == category_) && (side == Side::Truth || object.score >= score_);
}

const QImage& PredictionScene::masksOf(Side side) const {
    QVector<const PredictionObject*> byScore;
    for (const auto& object : side == Side::Found ? image_->found : image_->truth)
        if (isShown(object, side))
            byScore.append(&object);
    return stacks_[side == Side::Found ? 1 : 0].image(byScore);
}

// With the masks already on it: smooth scaling is the slow part of painting, and is done once.
QImage PredictionScene::pictureOf(const Pane& pane) const {
    if (!masks_)
        return image_->picture;
    QImage picture = image_->picture.convertToFormat(QImage::Format_RGB32);
    QPainter painter(&picture);
    painter.drawImage(0, 0, masksOf(pane.found ? Side::Found : Side::Truth));
    painter.end();
    return picture;
}

void PredictionScene::paintObject(QPainter& painter, const Shown& shown, const QTransform& view, const QRectF& place,
                                  bool hovered) const {
    const bool white = overlaid_ && shown.side == Side::Truth;
    const QColor color = white ? QColor(Qt::white) : colorOf(*shown.object);
    const QRectF box = view.mapRect(shown.object->box);
    const double width = hovered ? 3 : 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 150), width + 2));  // visible on any image
    painter.drawRect(box);
    QPen line(color, width, shown.line);
    if (shown.line != Qt::SolidLine)
        line.setDashPattern(shown.line == Qt::DashLine ? QVector<qreal>{5, 3} : QVector<qreal>{1.2, 2.4});
    painter.setPen(line);
    painter.drawRect(box);
    paintLabel(painter, shown, box, place, width, color);
}

// Above the box, or inside it if there is no space; ground truth below the box when overlaid.
void PredictionScene::paintLabel(QPainter& painter, const Shown& shown, const QRectF& box, const QRectF& place,
                                 double lineWidth, const QColor& color) const {
    const bool below = overlaid_ && shown.side == Side::Truth;
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(shown.label) + 8, metrics.height() + 2);
    QPointF at(box.left() - lineWidth / 2, below ? box.bottom() : box.top() - size.height());
    if (at.y() < place.top())
        at.setY(box.top());
    if (at.y() + size.height() > place.bottom())
        at.setY(box.bottom() - size.height());
    at.setX(std::clamp(at.x(), place.left(), std::max(place.left(), place.right() - size.width())));
    const QRectF label(at, size);
    painter.setPen(Qt::NoPen);
    QColor background = color;
    background.setAlpha(225);
    painter.fillRect(label, background);
    painter.setPen(isLight(color) ? Qt::black : Qt::white);
    painter.drawText(label, Qt::AlignCenter, shown.label);
}

void PredictionScene::paintPane(QPainter& painter, const Pane& pane, const QTransform& view, const QColor& textColor,
                                const PredictionObject* hovered) const {
    painter.setPen(textColor);
    QFont bold = painter.font();
    bold.setBold(true);
    painter.save();
    painter.setFont(bold);
    const QRectF picture = view.mapRect(QRectF(image_->picture.rect())), visiblePart = picture & pane.place;
    const QRectF title(visiblePart.left(), visiblePart.top() - titleHeight, pane.place.right() - visiblePart.left(),
                       titleHeight);
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter, pane.title);
    painter.restore();
    painter.save();
    painter.setClipRect(pane.place);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, view.m11() < 4);  // shows pixels at high zoom
    painter.setRenderHint(QPainter::Antialiasing,
                          false);  // not needed for axis-aligned lines, and slow for many boxes
    painter.drawImage(picture, pictureOf(pane));
    for (const auto& each : shownObjects(pane))
        paintObject(painter, each, view, visiblePart, each.object == hovered);
    painter.restore();
}

QSize PredictionScene::imageSize() const {
    if (!image_)
        return {};
    const QSize picture = image_->picture.size();
    return overlaid_ ? picture + QSize(0, int(titleHeight))
                     : QSize(2 * picture.width() + int(between), picture.height() + int(titleHeight));
}

void PredictionScene::paintImage(QPainter& painter, const QSize& size) const {
    if (!image_)
        return;
    painter.fillRect(QRect(QPoint(), size), Qt::white);
    for (const auto& pane : panes(QRectF(QPointF(), size)))
        paintPane(painter, pane, viewOf(pane, 1, imageRect().center()), Qt::black);
}

}  // namespace isonet::widgets
