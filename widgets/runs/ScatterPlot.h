// A point per run: a setting or result against another. Names are spread evenly; their points stand a little apart, so
// that equal ones do not cover each other. GUI thread only.
#pragma once

#include "widgets/runs/RelationPlot.h"

namespace isonet::widgets {

class ScatterPlot : public RelationPlot {
    Q_OBJECT
public:
    using RelationPlot::RelationPlot;

    void build() override;
    void redraw(const RunData& data) override;
    int runAt(const QPointF& position, double reach) const override;
    QPointF placeOf(int run) const;  // in the axes' coordinates

    QList<QCPAxis*> logAxes() const override;  // the axes of values of several decades
    bool offersLogScale() const override;
    bool startsLogarithmic() const override { return offersLogScale(); }
    void applyScale() override;

protected:
    bool isDrawn(int run) const override;

private:
    void setTicker(QCPAxis* axis, const RelationAxis& values);
    QCPRange fitted(int index, const QCPAxis* axis) const;

    QCPAxisRect* rect_ = nullptr;
    QVector<QCPGraph*> graphs_;  // one per look
};

}  // namespace isonet::widgets
