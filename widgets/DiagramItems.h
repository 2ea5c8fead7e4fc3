// What the network diagram is made of: boxes for convolutions, activations and sums, frames for blocks and stages, and
// the lines between them. Positions and texts only; colours come from the diagram. Private to NetworkDiagram.
#pragma once

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
public:
    DiagramBox(BoxKind kind, const QString& name, const QString& title, const QString& detail, int stage,
               const QSizeF& size);

    const QString& name() const { return name_; }  // as published; empty: cannot be chosen
    BoxKind kind() const { return kind_; }
    void setStyle(const DiagramStyle* style) { style_ = style; }
    void setFound(bool found);              // by the search
    void setDiffers(bool differs);          // made unlike the rest of the network: marked in its corner
    bool differs() const { return differs_; }
    void setMeasure(const QString& words);  // at the right end: "d 0.00"
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

// An arrow along straight pieces with rounded corners.
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
