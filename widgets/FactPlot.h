// A plot of given numbers that do not grow: a histogram, a value of each layer or channel, a scatter. Wheel and drag as
// in every plot; the line below tells the point under the pointer. GUI thread only.
#pragma once

#include <QStringList>
#include <QVector>
#include <optional>

#include "widgets/FigureFrame.h"

namespace isonet::widgets {

class FlowLegend;

struct FactSeries {
    QString name;  // empty: not in the legend
    QVector<double> x, y;
    int colour = 0;
    enum Look { Line, Points, Bars } look = Line;
    QStringList labels = {};  // of the points, for the line below
};

class FactPlot : public FigureFrame {
    Q_OBJECT
public:
    FactPlot(const QString& objectName, const QString& title, const QString& lesson, QWidget* parent = nullptr);

    void setAxes(const QString& x, const QString& y, bool logX = false, bool logY = false);
    // Dashed references; none: nan.
    void setReferences(double x, double y);
    void setDiagonal(bool on);             // y = x
    void setLeast(const QCPRange& range);  // of both axes: always shown
    void setSeries(const QVector<FactSeries>& series);
    const QVector<FactSeries>& series() const { return series_; }  // what is shown, or was before the message

private:
    void restyle(const PlotColours& colours) override;
    QString describe(const QPointF& position) const;

    QString xLabel_, yLabel_;
    bool logX_ = false, logY_ = false, diagonal_ = false;
    std::optional<QCPRange> least_;
    QVector<FactSeries> series_;
    QCPAxisRect* rect_;
    FlowLegend* legend_;
    QVector<QCPGraph*> graphs_;
    QCPItemStraightLine *vertical_, *horizontal_, *slope_;
};

// Bars of equal width over the values; logarithmic counts suit spectra, most of whose values lie together.
FactSeries histogramOf(const QVector<double>& values, int bins, const QString& name = {}, int colour = 0);

}  // namespace isonet::widgets
