// A plot of fixed values: a histogram, a value per layer or channel, a scatter plot. Zooms and pans like every plot;
// the status line below shows the point under the pointer. GUI thread only.
#pragma once

#include <QStringList>
#include <QVector>
#include <optional>

#include "widgets/plot/FigureFrame.h"

namespace isonet::widgets {

class FlowLegend;

struct FactSeries {
    QString name;  // empty: not in the legend
    QVector<double> x, y;
    int color = 0;
    enum Look { Line, Points, Bars } look = Line;
    QStringList labels = {};  // of the points, for the status line
};

class FactPlot : public FigureFrame {
    Q_OBJECT
public:
    FactPlot(const QString& objectName, const QString& title, const QString& explanation, QWidget* parent = nullptr);

    void setAxes(const QString& x, const QString& y, bool logX = false, bool logY = false);
    void setWholeX();  // x takes whole numbers: ticks at these only
    // Dashed reference lines; NaN: none.
    void setReferences(double x, double y);
    void setDiagonal(bool on);                    // y = x
    void setMinimumRange(const QCPRange& range);  // of both axes, always visible
    void setSeries(const QVector<FactSeries>& series);
    const QVector<FactSeries>& series() const { return series_; }  // shown, or hidden by a message

private:
    void restyle(const PlotColors& colors) override;
    QString reading(const QPointF& position) const override { return describe(position); }
    QString describe(const QPointF& position) const;

    QString xLabel_, yLabel_;
    bool logX_ = false, logY_ = false, diagonal_ = false;
    std::optional<QCPRange> minimumRange_;
    QVector<FactSeries> series_;
    QCPAxisRect* rect_;
    FlowLegend* legend_;
    QVector<QCPGraph*> graphs_;
    QCPItemStraightLine *vertical_, *horizontal_, *slope_;
};

// A histogram with bars of equal width. Logarithmic counts suit spectra, whose values cluster.
FactSeries histogramOf(const QVector<double>& values, int bins, const QString& name = {}, int color = 0);

}  // namespace isonet::widgets
