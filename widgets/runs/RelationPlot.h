// Base of the plots of settings against results: colors, legend or color scale, readout of the run at the pointer, CSV,
// and the run that is clicked. GUI thread only.
#pragma once

#include <QSet>

#include "widgets/plot/PlotContent.h"
#include "widgets/runs/RelatedRuns.h"

namespace isonet::widgets {

class FlowLegend;

// What to draw.
struct RelationFigure {
    RelatedRuns runs;
    QVector<int> axes;       // of `runs`: horizontal and vertical, or all from left to right
    int color = -1;          // an axis by whose values runs are colored; -1: the colors of the comparison
    QSet<QString> selected;  // paths; drawn larger or thicker
    QString emptyReason;     // shown if there is nothing to draw
};

class RelationPlot : public PlotContent {
    Q_OBJECT
public:
    using PlotContent::PlotContent;

    void setFigure(RelationFigure figure);  // redraws soon; builds again if the axes are others
    const RelationFigure& figure() const { return figure_; }

    // The run drawn nearest to `position` (pixels of the canvas), within `reach` pixels; -1: there is none.
    virtual int runAt(const QPointF& position, double reach) const = 0;

    QVector<SeriesEntry> series(const RunData& data) const override;  // the values of a categorical color axis
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csv(const RunData& data) const override;
    int pointCount(const RunData& data) const override;
    bool hasContent(const RunData& data) const override;
    QString emptyText(const RunData*) const override { return figure_.emptyReason; }
    QString legendEntryAt(const QPointF& position) const override;
    void onClick(const QPointF& position) override;
    QString subject() const override { return tr("comparison"); }
    QList<QCPAxis*> xAxes() const override { return {}; }
    bool hasStepAxis() const override { return false; }

Q_SIGNALS:
    void runClicked(const QString& path);

protected:
    const RelationAxis& axis(int index) const { return figure_.runs.axes[figure_.axes[index]]; }
    virtual bool isDrawn(int run) const = 0;  // it has the values, and is not hidden
    bool isHidden(int run) const;             // by the legend
    bool isSelected(int run) const { return figure_.selected.contains(figure_.runs.paths.value(run)); }
    QColor colorOf(int run) const;
    QCPAxisRect* addRelationRect();  // with the legend, and the color scale of a numeric color axis
    void showColors();               // in legend and scale

private:
    const RelationAxis* colorAxis() const;  // nullptr: none

    RelationFigure figure_;
    FlowLegend* legend_ = nullptr;
    QCPColorScale* scale_ = nullptr;
};

}  // namespace isonet::widgets
