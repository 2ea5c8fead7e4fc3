// A legend above an axis rect that wraps into as many rows as it needs, so that it neither covers the curves nor is
// clipped. Part of the plot's layout, so exports contain it. The plot handles clicks on entries (entryAt).
#pragma once

#include "widgets/common/CustomPlot.h"

namespace isonet::widgets {

struct LegendEntry {
    QString name;
    QPen pen;  // line style of the sample
    bool filled = false;
    bool shown = true;                          // hidden series stay in the legend, pale and struck through
    Qt::BrushStyle pattern = Qt::SolidPattern;  // of a filled sample
};

class FlowLegend : public QCPLayoutElement {
    Q_OBJECT
public:
    explicit FlowLegend(QCustomPlot* plot) : QCPLayoutElement(plot) {}

    void setEntries(const QVector<LegendEntry>& entries) { entries_ = entries; }
    void setStyle(const QFont& font, const QColor& text) { font_ = font, text_ = text; }
    void setIndent(int pixels) { indent_ = pixels; }
    // Shows the first entries, those that fit into so many rows, and says how many. 0: all.
    void setRowLimit(int rows) { rowLimit_ = rows; }
    int entryAt(const QPointF& position) const;  // -1: none

    QSize minimumOuterSizeHint() const override;
    QSize maximumOuterSizeHint() const override;

protected:
    void draw(QCPPainter* painter) override;

private:
    QVector<QRect> places(int width) const;  // of the shown entries, relative to the top left corner

    QVector<LegendEntry> entries_;
    QFont font_;
    QColor text_;
    int indent_ = 8, rowLimit_ = 0;
};

}  // namespace isonet::widgets
