// A color map of layers (rows, the first on top) by steps (columns). A cell shows the largest value in its column;
// steps without values repeat the last one. Draws on a canvas owned by the caller.
#pragma once

#include <QSharedPointer>
#include <vector>

#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/StageMarks.h"

namespace isonet::widgets {

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

private:
    void showRange(std::vector<double>& positive);  // sets the color range; reorders `positive`

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
