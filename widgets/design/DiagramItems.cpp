#include "widgets/design/DiagramItems.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

#include "widgets/plot/PlotColors.h"

namespace isonet::widgets {
namespace {

QFont diagramFont(double points, bool bold = false) {
    QFont font;
    font.setPixelSize(qRound(points));
    font.setBold(bold);
    return font;
}

}  // namespace

DiagramBox::DiagramBox(BoxKind kind, const QString& name, const QString& title, const QString& detail, int stage,
                       const QSizeF& size)
    : kind_(kind), name_(name), title_(title), detail_(detail), stage_(stage), size_(size) {
    setFlag(ItemIsSelectable, !name.isEmpty());
    setZValue(2);
    if (!name.isEmpty())
        setToolTip(QStringLiteral("<b>%1</b><br>%2 %3").arg(name, title, detail));
}

void DiagramBox::setFound(bool found) {
    found_ = found;
    update();
}

void DiagramBox::setDiffers(bool differs) {
    differs_ = differs;
    if (differs && !name_.isEmpty())
        setToolTip(toolTip() + QStringLiteral("<br><i>%1</i>").arg(tr("differs from the network settings")));
    update();
}

void DiagramBox::setMeasure(const QString& text) {
    measure_ = text;
    update();
}

QRectF DiagramBox::boundingRect() const {
    return QRectF(QPointF(), size_).adjusted(-3, -3, 3, 3);
}

void DiagramBox::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    if (!style_)
        return;
    const auto& s = *style_;
    const QColor hue = s.stage[std::clamp(stage_, 0, 4)];
    const bool round = kind_ == BoxKind::Sum || kind_ == BoxKind::Multiplier;
    const bool strong = kind_ == BoxKind::Convolution || kind_ == BoxKind::Projection;
    QColor fill = strong                         ? mixed(s.ground, hue, s.dark ? 0.38 : 0.24)
                  : kind_ == BoxKind::Activation ? mixed(s.ground, hue, s.dark ? 0.14 : 0.08)
                                                 : s.ground;
    QPen pen(strong ? hue : mixed(s.ground, hue, 0.6), 1);
    if (kind_ == BoxKind::Projection)
        pen.setStyle(Qt::DashLine);
    if (found_ || isSelected())
        pen = QPen(s.accent, 2.5);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(pen);
    painter->setBrush(fill);
    const QRectF rect(QPointF(), size_);
    if (round)
        painter->drawEllipse(rect);
    else
        painter->drawRoundedRect(rect, 4, 4);
    if (differs_) {
        constexpr double corner = 10;
        painter->setPen(Qt::NoPen);
        painter->setBrush(s.accent);
        painter->drawPolygon(QPolygonF({QPointF(0, 0), QPointF(corner, 0), QPointF(0, corner)}));
    }
    if (option->levelOfDetailFromTransform(painter->worldTransform()) < 0.35)
        return;  // too small to read
    painter->setPen(s.text);
    painter->setFont(diagramFont(11, strong));
    if (round || detail_.isEmpty()) {
        painter->drawText(rect, Qt::AlignCenter, title_);
        return;
    }
    const QRectF inner = rect.adjusted(7, 0, -7, 0);
    painter->drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, title_);
    const double used = painter->fontMetrics().horizontalAdvance(title_) + 7;
    painter->setFont(diagramFont(10.5));
    painter->setPen(measure_.isEmpty() ? s.faint : s.text);
    const QString text = measure_.isEmpty() ? detail_ : measure_;
    const QRectF rest = inner.adjusted(used, 0, 0, 0);
    painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                      QFontMetricsF(painter->font()).elidedText(text, Qt::ElideRight, rest.width()));
}

DiagramFrame::DiagramFrame(const QRectF& rect, const QString& title, const QString& detail, int stage, bool isStage)
    : rect_(rect), title_(title), detail_(detail), stage_(stage), isStage_(isStage) {
    setZValue(isStage ? -2 : -1);
}

void DiagramFrame::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    if (!style_)
        return;
    const auto& s = *style_;
    const QColor hue = s.stage[std::clamp(stage_, 0, 4)];
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(isStage_ ? mixed(s.ground, hue, 0.45) : s.frame, 1));
    painter->setBrush(isStage_ ? mixed(s.ground, hue, s.dark ? 0.07 : 0.04) : s.ground);
    painter->drawRoundedRect(rect_, isStage_ ? 8 : 6, isStage_ ? 8 : 6);
    const QRectF head = rect_.adjusted(9, isStage_ ? 6 : 4, -9, 0);
    painter->setPen(isStage_ ? s.text : s.faint);
    painter->setFont(diagramFont(isStage_ ? 13 : 10.5, isStage_));
    painter->drawText(head, Qt::AlignLeft | Qt::AlignTop, title_);
    painter->setPen(s.faint);
    painter->setFont(diagramFont(10.5));
    painter->drawText(head, Qt::AlignRight | Qt::AlignTop, detail_);
}

DiagramLine::DiagramLine(const QVector<QPointF>& points, bool isSkip) : points_(points), isSkip_(isSkip) {
    setZValue(1);
}

QRectF DiagramLine::boundingRect() const {
    QRectF all;
    for (const auto& point : points_)
        all |= QRectF(point - QPointF(6, 6), QSizeF(12, 12));
    return all;
}

void DiagramLine::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    if (!style_ || points_.size() < 2)
        return;
    constexpr double radius = 6;
    QPainterPath path(points_.first());
    for (qsizetype i = 1; i + 1 < points_.size(); ++i) {
        const QLineF before(points_[i], points_[i - 1]), after(points_[i], points_[i + 1]);
        const double r = std::min({radius, before.length() / 2, after.length() / 2});
        path.lineTo(before.pointAt(before.length() > 0 ? r / before.length() : 0));
        path.quadTo(points_[i], after.pointAt(after.length() > 0 ? r / after.length() : 0));
    }
    path.lineTo(points_.last());
    const QColor color = isSkip_ ? style_->accent : style_->line;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(color, isSkip_ ? 1.6 : 1.2));
    painter->drawPath(path);
    const QLineF last(points_.last(), points_[points_.size() - 2]);
    if (last.length() < 4)
        return;
    const QLineF unit = last.unitVector();
    const QPointF along(unit.dx(), unit.dy()), across(-unit.dy(), unit.dx());
    const QPointF tip = points_.last();
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawPolygon(QPolygonF({tip, tip + along * 6 + across * 3, tip + along * 6 - across * 3}));
}

}  // namespace isonet::widgets
