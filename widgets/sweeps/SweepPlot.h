// A metric of a sweep against a varied key: for each line the mean of the finished rows with a marker per value, an
// error bar from minimum to maximum, and the paper's values as a dashed darker line. GUI thread only.
#pragma once

#include <QStringList>
#include <optional>

#include "training/sweeps/CurveLines.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/sweeps/SweepPlaces.h"

namespace isonet::widgets {

class NameTicker;

// What to draw.
struct SweepFigure {
    QString key, by;            // keys of the configuration; by: a line per value; empty: none
    QString metric, metricKey;  // as shown and as in files: "top-1", "top1"
    int digits = 2;             // of the metric
    std::vector<sweeps::CurveLine> lines;
    QString emptyReason;  // shown while no row has finished
};

class SweepPlot : public PlotContent {
    Q_OBJECT
public:
    using PlotContent::PlotContent;

    void setFigure(SweepFigure figure);  // redraws soon; builds again for another key or kind of axis
    const SweepFigure& figure() const { return figure_; }

    const SweepPlaces& places() const { return places_; }

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;  // each line, and the paper's values for it
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csv(const RunData& data) const override;
    int pointCount(const RunData& data) const override;
    bool hasContent(const RunData& data) const override;
    QString emptyText(const RunData*) const override { return figure_.emptyReason; }
    QString legendEntryAt(const QPointF& position) const override;

    QList<QCPAxis*> logAxes() const override;  // the horizontal axis
    QList<QCPAxis*> xAxes() const override { return {}; }
    bool hasStepAxis() const override { return false; }
    bool offersLogScale() const override { return places_.canBeLogarithmic(); }
    bool startsLogarithmic() const override { return places_.isWide(); }
    void applyScale() override;

    static QString paperName(const QString& line);  // the series of the paper's values

private:
    struct Drawn {  // the plottables of one line
        QCPGraph *mean = nullptr, *paper = nullptr;
        QCPErrorBars* bars = nullptr;
    };
    QColor paperColor(std::size_t line) const;
    QCPRange fittedPlaces() const;
    QCPRange fittedMetric() const;
    Drawn draw(std::size_t line);
    bool isLineHidden(std::size_t line) const;
    bool isPaperHidden(std::size_t line) const;
    QString describe(const sweeps::CurvePoint& point) const;
    template <typename Use>
    void eachShown(Use use) const;  // use(x, point, showsMean, showsPaper)

    SweepFigure figure_;
    SweepPlaces places_;
    PlotArea area_;
    QSharedPointer<NameTicker> ticker_;
    QVector<Drawn> drawn_;
    QStringList legend_;  // series of the legend's entries
};

}  // namespace isonet::widgets
