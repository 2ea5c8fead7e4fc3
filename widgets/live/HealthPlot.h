// A measure of every layer's exact spectrum over the steps, one line per layer: ranks, entropy, tail exponent,
// condition or distance to an isometry (model/isometry/SpectralHealth.h), with the value of an isometry marked where
// there is one.
#pragma once

#include <QComboBox>
#include <QPointer>

#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/SmoothedLine.h"

namespace isonet::widgets {

class HealthPlot : public PlotContent {
    Q_OBJECT
public:
    int measure() const { return measure_; }  // index of the list in the header
    void setMeasure(int index);

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    bool hasContent(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    void updatePens() override;
    QList<QWidget*> makeHeaderWidgets() override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;

private:
    struct Layer {
        QString name;
        std::string tag;
        QColor color;
        SmoothedLine curve;
    };
    QVector<QCPGraph*> lines() const;

    int measure_ = 0;
    QVector<Layer> layers_;
    PlotArea area_;
    QCPItemStraightLine* reference_ = nullptr;
    QPointer<QComboBox> choice_;
};

}  // namespace isonet::widgets
