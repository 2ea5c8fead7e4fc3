// A colour map of layers (rows, the first at the top) by steps (columns). A column's cell is the largest value within
// it; a step without values holds the last one. Draws on a canvas that it does not own.
#pragma once

#include <QSharedPointer>
#include <vector>

#include "widgets/PlotCanvas.h"
#include "widgets/StageMarks.h"

namespace isonet::widgets {

class NameTicker;
struct Series;

class DeviationMap {
public:
    static constexpr double mostDecades = 1e-4;  // shown below the largest value on a logarithmic scale

    struct Row {
        QString name;
        const Series* series = nullptr;  // at least one value
        double scale = 1;
        QVector<double> x;  // of the series' points
    };
    QCPAxisRect* build(PlotCanvas* canvas);  // on a cleared canvas
    void setLogarithmic(bool on);
    void redraw(const QVector<Row>& rows, const PlotColours& colours, const QFont& font, const QString& label);

private:
    void showRange(std::vector<double>& positive);  // of colours, from the values above 0 (which it reorders)

    PlotCanvas* canvas_ = nullptr;
    QCPAxisRect* rect_ = nullptr;
    QCPColorMap* map_ = nullptr;
    QCPColorScale* scale_ = nullptr;
    QSharedPointer<NameTicker> names_;
    StageMarks stages_;
    int rowCount_ = 0;
    bool logarithmic_ = true;
};

}  // namespace isonet::widgets
