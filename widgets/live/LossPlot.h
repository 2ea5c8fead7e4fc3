// Strips on one horizontal axis: total loss and cross entropies; gamma times the penalty, and the penalty on its own
// axis, if the run has recorded one; training and validation top-1 with the best value marked, chance level and the
// paper's result as lines. For a detector its five
// losses and, below, AP.
#pragma once

#include "widgets/live/BestMark.h"
#include "widgets/live/LossCurves.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ReferenceLine.h"
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
    void fillOptions(QMenu& menu) override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;
    // The names of the lines that are shown, as drawn: "chance 10 %".
    QStringList references() const;
    QString legendEntryAt(const QPointF& position) const override;

private:
    struct Curve : LossCurve {
        SmoothedLine drawn;
        CurveGraph* pale = nullptr;  // of ViewOptions::baseline()
    };
    void redrawCurve(Curve& curve, const RunData& data);
    void redrawBaseline(Curve& curve);
    void redrawReferences(const RunData& data);
    void placeNames();  // of the lines and of the best value, where they cover the least
    void redrawLegends();
    void markBest(const RunData& data);
    const Curve* bestCurve(const RunData& data) const;  // whose best value is marked; nullptr: not recorded yet
    bool isInLegend(const Curve& curve) const;
    bool hasPenalty(const RunData& data) const;
    const PlotArea& areaOf(LossCurve::Place place) const;
    QVector<const PlotArea*> areas() const;  // from the top
    QVector<QCPGraph*> graphsOn(LossCurve::Place place) const;
    QVector<QCPGraph*> paleGraphsOn(LossCurve::Place place) const;  // of the baseline
    QVector<QCPGraph*> allGraphs() const;

    QVector<Curve> curves_;
    PlotArea loss_, penalty_, accuracy_;  // penalty_: without rect if there is none
    QCPAxis* penaltyAxis_ = nullptr;
    ScheduleMarks schedule_;
    BestMark best_;
    ReferenceLine chance_, paper_;
    bool references_ = true;  // the lines of chance and of the paper are shown
    QCPItemText* noAccuracy_ = nullptr;
};

}  // namespace isonet::widgets
