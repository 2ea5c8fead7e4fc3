// A matrix as an image with a color bar: kernel tiles, residuals, spectra over frequencies. Cells that are not finite
// have a separate color. Zooms and pans like every
// plot; the status line below shows the cell under the pointer. GUI thread only.
#pragma once

#include <QStringList>
#include <QVector>
#include <functional>

#include "widgets/plot/FigureFrame.h"
#include "widgets/plot/PlotTickers.h"

namespace isonet::widgets {

class HeatMap : public FigureFrame {
    Q_OBJECT
public:
    // Diverging: 0 has the background color, each sign its own. Sequential: from the smallest to the largest value.
    // If all cells are equal up to rounding, the color bar shows that value only.
    enum class Scale { Diverging, Sequential };

    HeatMap(const QString& objectName, const QString& title, const QString& explanation, Scale scale,
            QWidget* parent = nullptr);

    // rows x columns values, the first row on top. `describe` gives the status line of a cell.
    void setCells(int rows, int columns, const QVector<float>& values,
                  std::function<QString(int row, int column, float value)> describe = {});
    // What the axes count, and where their units are.
    void setAxes(const QString& x, const CellUnits& columns, const QString& y, const CellUnits& rows);
    // Names of the columns and of the rows, instead of their numbers.
    void setNames(const QStringList& columns, const QStringList& rows);
    // Grid lines every so many rows and columns; 0: none.
    void setTiles(int rows, int columns);
    // The colors' range whatever the cells, to compare maps; unset: that of the cells.
    void lockRange(std::optional<QCPRange> range);
    QCPRange colorRange() const;
    using FigureFrame::setTitle;
    float cell(int row, int column) const { return values_.value(qsizetype(row) * columns_ + column); }
    int rows() const { return rows_; }
    int columns() const { return columns_; }
    void setMarked(int row, int column);  // a frame around one cell; -1: none

Q_SIGNALS:
    void clicked(int row, int column);

private:
    void restyle(const PlotColors& colors) override;
    QString reading(const QPointF& position) const override;
    void showRange();
    std::optional<QPoint> cellAt(const QPointF& position) const;

    Scale scale_;
    int rows_ = 0, columns_ = 0, tileRows_ = 0, tileColumns_ = 0, markedRow_ = -1, markedColumn_ = -1;
    QVector<float> values_;
    QCPRange cellRange_{0, 1};  // of the finite cells
    std::optional<QCPRange> locked_;
    std::function<QString(int, int, float)> describe_;
    QCPAxisRect* rect_;
    QCPColorMap* map_;
    QCPColorScale* bar_;
    QVector<QCPItemStraightLine*> rules_;
    QCPItemRect *halo_, *mark_;  // frame of the marked cell, visible on any color
};

}  // namespace isonet::widgets
