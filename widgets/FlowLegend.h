// A legend above an axis rect that wraps into as many rows as its names need, so that it neither covers the curves nor
// is cut. Lives in the plot's layout: exports contain it. A click on an entry is the panel's to handle (entryAt).
#pragma once

#include "widgets/CustomPlot.h"

namespace isonet::widgets {

struct LegendEntry {
    QString name;
    QPen pen;  // line style of the sample
    bool filled = false;
    bool shown = true;  // a hidden series stays in the legend, pale and struck through
};

class FlowLegend : public QCPLayoutElement {
    Q_OBJECT
public:
    explicit FlowLegend(QCustomPlot* plot) : QCPLayoutElement(plot) {}

    void setEntries(const QVector<LegendEntry>& entries) { entries_ = entries; }
    void setStyle(const QFont& font, const QColor& text) { font_ = font, text_ = text; }
    void setIndent(int pixels) { indent_ = pixels; }
    int entryAt(const QPointF& position) const;  // -1: none

    QSize minimumOuterSizeHint() const override;
    QSize maximumOuterSizeHint() const override;

protected:
    void draw(QCPPainter* painter) override;

private:
    QVector<QRect> places(int width) const;  // relative to the top left corner

    QVector<LegendEntry> entries_;
    QFont font_;
    QColor text_;
    int indent_ = 8;
};

}  // namespace isonet::widgets
