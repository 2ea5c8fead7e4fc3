// How an image and its objects are drawn: on the screen, for a file and for the clipboard.
#include <QApplication>
#include <QClipboard>
#include <QPainter>
#include <algorithm>

#include "widgets/PredictionCanvas.h"

namespace isonet::widgets {
namespace {

constexpr double titleHeight = 22, between = 8, muchLarger = 1.6;

bool isLight(const QColor& colour) {
    return 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF() > 0.55;
}

}  // namespace

// One above the other where that makes the image much larger.
QVector<PredictionCanvas::Pane> PredictionCanvas::panes(const QRectF& all) const {
    if (overlaid_)
        return {{all.adjusted(0, titleHeight, 0, 0), true, true, tr("Truth (white) and found")}};
    const QSizeF side((all.width() - between) / 2, all.height() - titleHeight);
    const QSizeF row(all.width(), (all.height() - between) / 2 - titleHeight);
    const auto largest = [this](const QSizeF& place) {
        const QSizeF picture = image_ ? QSizeF(image_->picture.size()) : QSizeF(4, 3);
        return std::min(place.width() / picture.width(), place.height() / picture.height());
    };
    const bool stacked = largest(row) > muchLarger * largest(side);
    const QSizeF each = stacked ? row : side;
    const QPointF second = stacked ? QPointF(0, all.height() / 2 + between / 2) : QPointF(side.width() + between, 0);
    return {{QRectF(all.topLeft() + QPointF(0, titleHeight), each), true, false, tr("Truth")},
            {QRectF(all.topLeft() + second + QPointF(0, titleHeight), each), false, true, tr("Found")}};
}

QTransform PredictionCanvas::viewOf(const Pane& pane) const {
    return viewOf(pane, zoom_, middle_);
}

QTransform PredictionCanvas::viewOf(const Pane& pane, double zoom, const QPointF& middle) const {
    const QSizeF picture = image_->picture.size();
    const double scale = zoom * std::min(pane.place.width() / picture.width(), pane.place.height() / picture.height());
    return QTransform::fromTranslate(-middle.x(), -middle.y()) * QTransform::fromScale(scale, scale) *
           QTransform::fromTranslate(pane.place.center().x(), pane.place.center().y());
}

QString PredictionCanvas::labelOf(const SeenObject& object, Side side, int index) const {
    const QString name = names_.value(object.category, QString::number(object.category));
    if (side == Side::Found) {
        const QString words = name + QLatin1Char(' ') + QString::number(object.score, 'f', 2);
        return match_.truthOf[index] == ImageMatch::noMatch ? words + tr(" · no match") : words;
    }
    if (object.crowd)
        return name + tr(" · crowd");
    const int found = match_.foundOf[index];
    return found < 0 || image_->found[found].score < score_ ? name + tr(" · missed") : name;
}

// The weakest first, so that the strongest lies above.
QVector<PredictionCanvas::Seen> PredictionCanvas::seen(const Pane& pane) const {
    QVector<Seen> all;
    if (!image_)
        return all;
    if (pane.truth)
        for (qsizetype i = 0; i < image_->truth.size(); ++i) {
            const auto& object = image_->truth[i];
            if (!isShown(object, Side::Truth))
                continue;
            const int found = match_.foundOf[i];
            const bool missed = found < 0 || image_->found[found].score < score_;
            all.append({&object, Side::Truth, int(i), labelOf(object, Side::Truth, int(i)),
                        object.crowd ? Qt::DotLine
                        : missed     ? Qt::DashLine
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

bool PredictionCanvas::isShown(const SeenObject& object, Side side) const {
    return (category_ < 0 || object.category == category_) && (side == Side::Truth || object.score >= score_);
}

const QImage& PredictionCanvas::masksOf(Side side) const {
    QVector<const SeenObject*> strongestFirst;
    for (const auto& object : side == Side::Found ? image_->found : image_->truth)
        if (isShown(object, side))
            strongestFirst.append(&object);
    return stacks_[side == Side::Found ? 1 : 0].image(strongestFirst);
}

void PredictionCanvas::paintObject(QPainter& painter, const Seen& seen, const QTransform& view,
                                   const QRectF& place) const {
    const auto& object = *seen.object;
    const bool white = overlaid_ && seen.side == Side::Truth;
    const QColor colour = white ? QColor(Qt::white) : colourOf(object);
    const QRectF box = view.mapRect(object.box);
    const double width = seen.object == pointed_ ? 3 : 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 150), width + 2));  // seen on any image
    painter.drawRect(box);
    QPen line(colour, width, seen.line);
    if (seen.line != Qt::SolidLine)
        line.setDashPattern(seen.line == Qt::DashLine ? QVector<qreal>{5, 3} : QVector<qreal>{1.2, 2.4});
    painter.setPen(line);
    painter.drawRect(box);

    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(seen.words) + 8, metrics.height() + 2);
    // Above the box; within it where there is no room above; the truth's below where both are in one picture.
    QPointF at(box.left() - width / 2, white ? box.bottom() : box.top() - size.height());
    if (at.y() < place.top())
        at.setY(box.top());
    if (at.y() + size.height() > place.bottom())
        at.setY(box.bottom() - size.height());
    at.setX(std::clamp(at.x(), place.left(), std::max(place.left(), place.right() - size.width())));
    const QRectF label(at, size);
    painter.setPen(Qt::NoPen);
    QColor behind = colour;
    behind.setAlpha(225);
    painter.fillRect(label, behind);
    painter.setPen(isLight(colour) ? Qt::black : Qt::white);
    painter.drawText(label, Qt::AlignCenter, seen.words);
}

void PredictionCanvas::paintPane(QPainter& painter, const Pane& pane, const QTransform& view, bool screen) const {
    painter.setPen(screen ? palette().color(QPalette::Text) : QColor(Qt::black));
    QFont bold = painter.font();
    bold.setBold(true);
    painter.save();
    painter.setFont(bold);
    const QRectF picture = view.mapRect(QRectF(image_->picture.rect())), seenPart = picture & pane.place;
    const QRectF title(seenPart.left(), seenPart.top() - titleHeight, pane.place.right() - seenPart.left(),
                       titleHeight);
    painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter, pane.title);
    painter.restore();
    painter.save();
    painter.setClipRect(pane.place);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, view.m11() < 4);  // pixels are seen from there on
    painter.setRenderHint(QPainter::Antialiasing,
                          false);  // upright lines need none, and a hundred boxes take long with it
    painter.drawImage(picture, image_->picture);
    if (masks_ && pane.truth && !overlaid_)
        painter.drawImage(picture, masksOf(Side::Truth));
    if (masks_ && pane.found)
        painter.drawImage(picture, masksOf(Side::Found));
    for (const auto& each : seen(pane))
        paintObject(painter, each, view, seenPart);
    painter.restore();
}

QSize PredictionCanvas::pictureSize() const {
    if (!image_)
        return {};
    const QSize picture = image_->picture.size();
    return overlaid_ ? picture + QSize(0, int(titleHeight))
                     : QSize(2 * picture.width() + int(between), picture.height() + int(titleHeight));
}

void PredictionCanvas::paintPicture(QPainter& painter, const QSize& size) const {
    if (!image_)
        return;
    painter.fillRect(QRect(QPoint(), size), Qt::white);
    painter.setFont(font());
    for (const auto& pane : panes(QRectF(QPointF(), size)))
        paintPane(painter, pane, viewOf(pane, 1, QRectF(image_->picture.rect()).center()), false);
}

QString PredictionCanvas::exportPicture(const QString& file, const PictureSize& size) {
    if (!image_)
        return tr("There is no image to save.");
    const QString title = tr("Image %1, %2").arg(image_->id).arg(image_->file);
    return savePage(file, size, title, [&](QPainter& painter) { paintPicture(painter, size.points); });
}

void PredictionCanvas::copyPicture() const {
    if (!image_)
        return;
    QImage copy(pictureSize(), QImage::Format_RGB32);
    QPainter painter(&copy);
    paintPicture(painter, copy.size());
    painter.end();
    QApplication::clipboard()->setImage(copy);
}

}  // namespace isonet::widgets
