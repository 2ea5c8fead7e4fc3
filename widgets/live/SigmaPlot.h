// The smallest and largest singular value of every layer over the steps, two lines per layer, with sigma = 1 marked.
// The lines of an isometry are at 1.
#pragma once

#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/SmoothedLine.h"

namespace isonet::widgets {

class SigmaPlot : public PlotContent {
    Q_OBJECT
public:
    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    void updatePens() override;

private:
    struct Layer {
        QString name;
        QColor color;
        SmoothedLine low, high;
    };
    static const Series* find(const RunData& data, const std::string& prefix, const Layer& layer);
    QVector<QCPGraph*> graphs() const;

    QVector<Layer> layers_;
    PlotArea area_;
    QCPItemStraightLine* one_ = nullptr;
};

}  // namespace isonet::widgets
