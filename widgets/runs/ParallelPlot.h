// Parallel coordinates: a vertical axis for each setting or result, and a line per run through its values. An axis of
// numbers of several decades is logarithmic, names are spread evenly. A run without a value has a gap there. GUI thread
// only.
#pragma once

#include "widgets/runs/RelationPlot.h"

namespace isonet::widgets {

class NameTicker;

class ParallelPlot : public RelationPlot {
    Q_OBJECT
public:
    using RelationPlot::RelationPlot;

    void build() override;
    void redraw(const RunData& data) override;
    int runAt(const QPointF& position, double reach) const override;
    bool offersLogScale() const override { return false; }
    void applyScale() override;

protected:
    bool isDrawn(int run) const override;

private:
    void addAxisMarks(int index);
    QCPItemText* addText(double x, double y, const QString& text);

    QCPAxisRect* rect_ = nullptr;
    QSharedPointer<NameTicker> titles_;
    QVector<QCPGraph*> graphs_;  // of the runs that are drawn
    QVector<int> runs_;          // of each graph
    QVector<QCPAbstractItem*> marks_;
};

}  // namespace isonet::widgets
