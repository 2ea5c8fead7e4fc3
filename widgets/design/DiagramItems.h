// Items of the network diagram: boxes for convolutions, activations and sums, frames for blocks and stages, and the
// lines between them. Colors come from DiagramStyle.
#pragma once

#include <QCoreApplication>
#include <QGraphicsItem>
#include <QString>
#include <optional>

namespace isonet::widgets {

struct DiagramStyle {
    QColor ground, text, faint, line, frame, accent;
    QColor stage[5];  // stem and stages 1 to 4
    bool dark = false;
};

enum class BoxKind { Image, Convolution, Projection, Activation, Sum, Multiplier, Pool, Head };

class DiagramBox : public QGraphicsItem {
    Q_DECLARE_TR_FUNCTIONS(DiagramBox)
public:
    DiagramBox(BoxKind kind, const QString& name, const QString& title, const QString& detail, int stage,
               const QSizeF& size);

    const QString& name() const { return name_; }  // as published; empty: not selectable
    BoxKind kind() const { return kind_; }
    void setStyle(const DiagramStyle* style) { style_ = style; }
    void setFound(bool found);      // search match
    void setDiffers(bool differs);  // differs from the network settings: marked in the corner
    bool differs() const { return differs_; }
    void setMeasure(const QString& text);  // shown instead of the detail: "d 0.00"
    QPointF top() const { return pos() + QPointF(size_.width() / 2, 0); }
    QPointF bottom() const { return pos() + QPointF(size_.width() / 2, size_.height()); }
    QPointF left() const { return pos() + QPointF(0, size_.height() / 2); }
    QPointF right() const { return pos() + QPointF(size_.width(), size_.height() / 2); }

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    BoxKind kind_;
    QString name_, title_, detail_, measure_;
    int stage_;
    QSizeF size_;
    bool found_ = false, differs_ = false;
    const DiagramStyle* style_ = nullptr;
};

// A rounded frame with a title, behind the boxes.
class DiagramFrame : public QGraphicsItem {
public:
    DiagramFrame(const QRectF& rect, const QString& title, const QString& detail, int stage, bool isStage);
    void setStyle(const DiagramStyle* style) { style_ = style; }
    QRectF boundingRect() const override { return rect_.adjusted(-2, -2, 2, 2); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QRectF rect_;
    QString title_, detail_;
    int stage_;
    bool isStage_;
    const DiagramStyle* style_ = nullptr;
};

// An arrow along a polyline with rounded corners.
class DiagramLine : public QGraphicsItem {
public:
    DiagramLine(const QVector<QPointF>& points, bool isSkip);
    void setStyle(const DiagramStyle* style) { style_ = style; }
    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QVector<QPointF> points_;
    bool isSkip_;
    const DiagramStyle* style_ = nullptr;
};

}  // namespace isonet::widgets
