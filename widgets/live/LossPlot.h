// Loss above, accuracy below, on one horizontal axis: total loss, cross entropy, gamma times the penalty, the penalty
// on its own axis, validation cross entropy; training and validation top-1 with the best value marked. For a
// detector its five losses and, below, AP.
#pragma once

#include "widgets/live/BestMark.h"
#include "widgets/live/LossCurves.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ScheduleMarks.h"
#include "widgets/plot/SmoothedLine.h"

namespace isonet::widgets {

class LossPlot : public PlotContent {
    Q_OBJECT
public:
    LossPlot();

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    QStringList hiddenByDefault() const override;
    QList<QCPAxis*> logAxes() const override;
    QList<QCPAxis*> xAxes() const override;
    void updatePens() override;
    QString legendEntryAt(const QPointF& position) const override;

private:
    struct Curve : LossCurve {
        SmoothedLine drawn;
    };
    void redrawCurve(Curve& curve, const RunData& data);
    void redrawLegends();
    void markBest(const RunData& data);
    const Curve* bestCurve(const RunData& data) const;  // whose best value is marked; nullptr: not recorded yet
    bool isInLegend(const Curve& curve) const;
    QVector<QCPGraph*> graphsOn(LossCurve::Place place) const;
    QVector<QCPGraph*> allGraphs() const;
    static Qt::PenStyle styleOf(const Curve& curve);

    QVector<Curve> curves_;
    PlotArea loss_, accuracy_;
    QCPAxis* penaltyAxis_ = nullptr;
    ScheduleMarks schedule_;
    BestMark best_;
    QCPItemText* noAccuracy_ = nullptr;
};

}  // namespace isonet::widgets
