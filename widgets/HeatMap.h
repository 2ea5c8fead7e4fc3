// A matrix as a picture with its colour bar: kernel tiles, residuals, spectra over frequencies. Wheel and drag as in
// every plot; the line below tells the cell under the pointer. GUI thread only.
#pragma once

#include <QVector>
#include <functional>

#include "widgets/FigureFrame.h"

namespace isonet::widgets {

class HeatMap : public FigureFrame {
    Q_OBJECT
public:
    // Diverging: 0 is the background's colour, either side its own. Sequential: from the smallest to the largest. Where
    // all cells are the same but for rounding, that value alone stands at the colour bar.
    enum class Scale { Diverging, Sequential };

    HeatMap(const QString& objectName, const QString& title, const QString& lesson, Scale scale,
            QWidget* parent = nullptr);

    // rows x columns values, the first row at the top. `describe` names a cell for the line below.
    void setCells(int rows, int columns, const QVector<float>& values,
                  std::function<QString(int row, int column, float value)> describe = {});
    // Rules after every so many rows and columns; 0: none.
    void setTiles(int rows, int columns);
    using FigureFrame::setTitle;
    float cell(int row, int column) const { return values_.value(qsizetype(row) * columns_ + column); }
    int rows() const { return rows_; }
    int columns() const { return columns_; }
    void setMarked(int row, int column);  // a frame around one cell; -1: none

Q_SIGNALS:
    void clicked(int row, int column);

private:
    void restyle(const PlotColours& colours) override;
    void showRange(double low, double high);
    std::optional<QPoint> cellAt(const QPointF& position) const;

    Scale scale_;
    int rows_ = 0, columns_ = 0, tileRows_ = 0, tileColumns_ = 0, markedRow_ = -1, markedColumn_ = -1;
    QVector<float> values_;
    std::function<QString(int, int, float)> describe_;
    QCPAxisRect* rect_;
    QCPColorMap* map_;
    QCPColorScale* bar_;
    QVector<QCPItemStraightLine*> rules_;
    QCPItemRect *halo_, *mark_;  // the marked cell's frame, seen on any colour
};

}  // namespace isonet::widgets
