// Three sparklines across the layers, deviation, smallest and largest singular value, on one line. A click or the arrow
// keys choose a layer; the tooltip names the one under the pointer. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/design/LayerInfo.h"

namespace isonet::widgets {

class LayerStrip : public QWidget {
    Q_OBJECT
public:
    explicit LayerStrip(QWidget* parent = nullptr);

    void setRows(const std::vector<LayerRow>& rows);
    void setCurrent(int row);  // -1: none. Does not emit
    // Index of the layer at a position, -1: none; and where a layer is drawn in the first sparkline.
    int rowAt(const QPoint& position) const;
    QPoint placeOf(int row) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rowChosen(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF lineRect(int line) const;
    double valueOf(int line, int row) const;
    double xOf(const QRectF& rect, int row) const;

    std::vector<LayerRow> rows_;
    int current_ = -1;
};

}  // namespace isonet::widgets
