// The box of a layer or an operation, with its label; it can have a measured value, or the color of its deviation.
#pragma once

#include <QCoreApplication>
#include <optional>

#include "widgets/design/DiagramNode.h"

namespace isonet::widgets {

enum class BoxKind { Image, Convolution, Activation, Sum, Step, Linear };

class DiagramBox : public DiagramNode {
    Q_DECLARE_TR_FUNCTIONS(DiagramBox)
public:
    struct Content {
        BoxKind kind = BoxKind::Step;
        QString name;          // as published; empty: not selectable
        QString title;         // the label
        QStringList about;     // lines of the tooltip
        bool differs = false;  // has its own settings: marked in the corner
        bool dashed = false;   // on the shortcut, where only the tooltip has room for a measure
        QStringList members;   // layers of equal blocks that it stands for, its own first
    };
    struct DeviationColor {
        QColor fill;  // invalid: not measured, hatched
    };

    DiagramBox(const DiagramStyle& style, const Content& content, int stage);

    BoxKind kind() const { return content_.kind; }
    bool differs() const { return content_.differs; }
    const QStringList& members() const { return content_.members; }
    const QString& title() const { return content_.title; }
    const QString& measure() const { return measure_; }
    const std::optional<DeviationColor>& deviation() const { return deviation_; }
    QRectF rect() const { return {QPointF(), size_}; }

    void setSize(const QSizeF& size);
    void setFound(bool found);                                      // search match
    void setMeasure(const QString& text);                           // next to the label: "d 0.00"
    void setDeviation(const std::optional<DeviationColor>& color);  // nothing: the stage's color

    // Height of a box, and the width that its label and a measure need.
    static double heightOf(BoxKind kind, const DiagramStyle& style);
    static double widthOf(const Content& content, const DiagramStyle& style);

    QRectF boundingRect() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    void paintShape(QPainter* painter) const;
    void paintText(QPainter* painter) const;

    Content content_;
    QString measure_;
    std::optional<DeviationColor> deviation_;
    int stage_;
    QSizeF size_;
    bool found_ = false;
};

// Black or white, whichever is easier to read on the color.
QColor textOn(const QColor& fill);
// The hatching of layers without a value.
void paintHatched(QPainter* painter, const QRectF& rect, const DiagramStyle& style);

}  // namespace isonet::widgets
