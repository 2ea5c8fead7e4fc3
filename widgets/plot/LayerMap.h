// A color map of layers (rows, the first on top) by steps (columns). A cell shows the largest value in its column.
// Where other layers were measured and this one was not, it is hatched; a column in which no layer was measured repeats
// the one before. Cells that are not finite have a separate color. A legend names both. Draws on a canvas owned by
// the caller.
#pragma once

#include <QSharedPointer>
#include <vector>

#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/StageMarks.h"

namespace isonet::widgets {

class FlowLegend;
class NameTicker;
struct Series;

class LayerMap {
public:
    static constexpr double mostDecades = 1e-4;  // shown below the largest value on a logarithmic scale

    struct Row {
        QString name;
        const Series* series = nullptr;  // not empty
        double scale = 1;
        QVector<double> x;  // of the series' points
    };
    QCPAxisRect* build(PlotCanvas* canvas);  // on a cleared canvas
    void setLogarithmic(bool on);
    void redraw(const QVector<Row>& rows, const PlotColors& colors, const QFont& font, const QString& label);
    // Whether row `row` has a value at place `x`; false where it is hatched.
    bool isMeasured(qsizetype row, double x) const;

private:
    enum Cell : char { NotMeasured, Measured, NotFinite };
    void fill(const QVector<Row>& rows, std::vector<double>& positive);
    void showLegend(const PlotColors& colors, const QFont& font);
    void showRange(std::vector<double>& positive);  // sets the color range; reorders `positive`

    PlotCanvas* canvas_ = nullptr;
    QCPAxisRect* rect_ = nullptr;
    QCPColorMap* map_ = nullptr;
    QCPColorScale* scale_ = nullptr;
    QSharedPointer<NameTicker> names_;
    StageMarks stages_;
    int rowCount_ = 0;
    bool logarithmic_ = true;
    FlowLegend* legend_ = nullptr;
    std::vector<Cell> states_;  // row by row
    qsizetype columns_ = 0;
    double first_ = 0, width_ = 1;  // place of the first column, distance of columns
};

}  // namespace isonet::widgets
