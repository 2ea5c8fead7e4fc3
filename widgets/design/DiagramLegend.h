// The legend of the diagram: the color scale of deviations, the hatching of layers that are not measured, and the mark
// of layers with their own settings. Drawn below the diagram in exports and, without the scale, in the window.
#pragma once

#include <QCoreApplication>
#include <QGraphicsItem>
#include <optional>

#include "widgets/design/DeviationHistory.h"
#include "widgets/design/DiagramStyle.h"

namespace isonet::widgets {

class DiagramLegend {
    Q_DECLARE_TR_FUNCTIONS(DiagramLegend)
public:
    struct Content {
        std::optional<DeviationHistory::Range> scale;
        QString scaleTitle;  // "deviation d, step 1,200"
        bool notMeasured = false, ownSettings = false;
        bool isEmpty() const { return !scale && !notMeasured && !ownSettings; }
        bool operator==(const Content&) const = default;
    };
    // Draws the entries from left to right, wrapped at `width`, and returns their size. Without a painter: only the
    // size.
    static QSizeF paint(QPainter* painter, const Content& content, const DiagramStyle& style, double width);
    // The color of a value on the logarithmic scale: viridis, as in the plots of the run.
    static QColor colorOf(double value, const DeviationHistory::Range& range);
};

// The style must outlive the item.
class DiagramLegendItem : public QGraphicsItem {
public:
    DiagramLegendItem(const DiagramStyle& style, const DiagramLegend::Content& content, double width);
    QSizeF size() const { return size_; }
    QRectF boundingRect() const override { return {QPointF(), size_}; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    const DiagramStyle& style_;
    DiagramLegend::Content content_;
    double width_;
    QSizeF size_;
};

}  // namespace isonet::widgets
