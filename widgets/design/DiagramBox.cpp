#include "widgets/design/DiagramBox.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

constexpr double unreadableDetail = 0.4;  // zoom below which text is left out
constexpr double measureGap = 10;

bool isLayerWithWeights(BoxKind kind) {
    return kind == BoxKind::Convolution || kind == BoxKind::Linear;
}

}  // namespace

QColor textOn(const QColor& fill) {
    const double luminance = 0.2126 * fill.redF() + 0.7152 * fill.greenF() + 0.0722 * fill.blueF();
    return luminance > 0.5 ? Qt::black : Qt::white;
}

void paintHatched(QPainter* painter, const QRectF& rect, const DiagramStyle& style) {
    painter->setPen(QPen(mixed(style.ground, style.text, 0.28), 1));
    // Lines that end at the border: SVG would keep neither a clip nor a brush pattern.
    constexpr double step = 7;
    const double high = rect.height();
    for (double x = rect.left() - high + step / 2; x < rect.right(); x += step) {
        const double begin = std::max(0.0, rect.left() - x), end = std::min(high, rect.right() - x);
        painter->drawLine(QPointF(x + begin, rect.bottom() - begin), QPointF(x + end, rect.bottom() - end));
    }
}

DiagramBox::DiagramBox(const DiagramStyle& style, const Content& content, int stage)
    : DiagramNode(style, content.name), content_(content), stage_(stage) {
    QStringList about = content.about;
    if (content.differs)
        about << tr("has its own settings");
    setAbout(about);
    setZValue(2);
}

double DiagramBox::heightOf(BoxKind kind, const DiagramStyle& style) {
    return isLayerWithWeights(kind) ? style.boxHeight : style.smallHeight;
}

double DiagramBox::widthOf(const Content& content, const DiagramStyle& style) {
    if (content.kind == BoxKind::Sum)
        return heightOf(content.kind, style);
    const QFontMetricsF metrics(isLayerWithWeights(content.kind) ? style.strongFont : style.font);
    double width = metrics.horizontalAdvance(content.title);
    if (content.kind == BoxKind::Convolution && !content.dashed)
        width += measureGap + QFontMetricsF(style.font).horizontalAdvance(QStringLiteral("d 0.00e-00"));
    width += 2 * style.pad;
    return std::ceil(width);
}

void DiagramBox::setSize(const QSizeF& size) {
    prepareGeometryChange();
    size_ = size;
}

void DiagramBox::setFound(bool found) {
    if (found_ == found)
        return;
    found_ = found;
    update();
}

void DiagramBox::setMeasure(const QString& text) {
    if (measure_ == text)
        return;
    measure_ = text;
    update();
}

void DiagramBox::setDeviation(const std::optional<DeviationColor>& color) {
    deviation_ = color;
    update();
}

QRectF DiagramBox::boundingRect() const {
    return rect().adjusted(-4, -4, 4, 4);
}

void DiagramBox::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    painter->setRenderHint(QPainter::Antialiasing);
    paintShape(painter);
    if (option->levelOfDetailFromTransform(painter->worldTransform()) >= unreadableDetail)
        paintText(painter);
}

void DiagramBox::paintShape(QPainter* painter) const {
    const auto& s = style();
    const QColor hue = s.hue(stage_);
    const bool strong = isLayerWithWeights(content_.kind);
    QColor fill = strong ? mixed(s.ground, hue, s.dark ? 0.38 : 0.24) : s.ground;
    if (content_.kind == BoxKind::Activation)
        fill = mixed(s.ground, hue, s.dark ? 0.14 : 0.08);
    if (deviation_)
        fill = deviation_->fill.isValid() ? deviation_->fill : s.ground;
    QPen pen(strong ? hue : mixed(s.ground, hue, 0.6), 1);
    if (content_.dashed)
        pen.setStyle(Qt::DashLine);
    if (found_ || isSelected())
        pen = QPen(s.accent, 2.5);
    const double radius = content_.kind == BoxKind::Activation ? size_.height() / 2 : 4;
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    if (content_.kind == BoxKind::Sum)
        painter->drawEllipse(rect());
    else
        painter->drawRoundedRect(rect(), radius, radius);
    if (deviation_ && !deviation_->fill.isValid())
        paintHatched(painter, rect(), s);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    if (content_.kind == BoxKind::Sum)
        painter->drawEllipse(rect());
    else
        painter->drawRoundedRect(rect(), radius, radius);
    if (content_.differs) {
        constexpr double corner = 10;
        painter->setPen(Qt::NoPen);
        painter->setBrush(s.accent);
        painter->drawPolygon(QPolygonF({QPointF(0, 0), QPointF(corner, 0), QPointF(0, corner)}));
    }
}

void DiagramBox::paintText(QPainter* painter) const {
    const auto& s = style();
    const QFont& font = isLayerWithWeights(content_.kind) ? s.strongFont : s.font;
    const QColor color = deviation_ && deviation_->fill.isValid() ? textOn(deviation_->fill) : s.text;
    const QRectF inner = content_.kind == BoxKind::Sum ? rect() : rect().adjusted(s.pad - 2, 0, 2 - s.pad, 0);
    painter->setPen(color);
    painter->setFont(font);
    if (measure_.isEmpty() || content_.dashed) {
        painter->drawText(rect(), Qt::AlignCenter, content_.title);
        return;
    }
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, content_.title);
    const double used = QFontMetricsF(font).horizontalAdvance(content_.title) + measureGap / 2;
    painter->setFont(s.font);
    const QRectF rest = inner.adjusted(used, 0, 0, 0);
    painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                      QFontMetricsF(s.font).elidedText(measure_, Qt::ElideRight, rest.width()));
}

}  // namespace isonet::widgets
