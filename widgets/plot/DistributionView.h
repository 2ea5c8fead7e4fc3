// Ways to draw recorded distributions (singular values, b) on a canvas, one at a time.
#pragma once

#include <QFont>
#include <QStringList>
#include <optional>
#include <string>

#include "widgets/plot/PlotCanvas.h"
#include "widgets/plot/Readout.h"
#include "widgets/series/RunData.h"

namespace isonet::widgets {

// What to draw; created for every call.
struct DistributionContext {
    const RunData& data;
    std::string prefix;        // of the tags: "spectrum/", "srelu_b/"
    QString symbol, quantity;  // "σ", "singular value σ"
    double reference = 0;      // marked: 1 for an isometry, the initial b
    QStringList names;         // shown, in order: layers, "stage1", ..., or one layer
    double step = 0;           // the nearest measured one is drawn
    PlotColors colors;
    QFont smallFont;
    bool logarithmic = false;

    const telemetry::Histogram* at(const QString& name) const;  // nearest to `step`; nullptr: none
};

class DistributionView {
public:
    virtual ~DistributionView() = default;
    virtual void build(PlotCanvas* canvas, const DistributionContext& context) = 0;
    virtual bool fits(const DistributionContext&) const { return true; }  // false: build again
    virtual void redraw(const DistributionContext& context) = 0;
    virtual ReadoutText readout(const DistributionContext& context, const QPointF& position,
                                QCPAxisRect* rect) const = 0;
    virtual QList<QCPAxis*> valueAxes() const = 0;
    virtual bool hasStepAxis() const { return false; }
    virtual QString nameAt(const QPointF&) const { return {}; }  // the layer that a click there opens
};

// A violin for every layer from the top: outline, range, quartiles, median; a line at the reference.
class ViolinView : public DistributionView {
public:
    void build(PlotCanvas* canvas, const DistributionContext& context) override;
    void redraw(const DistributionContext& context) override;
    ReadoutText readout(const DistributionContext&, const QPointF&, QCPAxisRect*) const override;
    QList<QCPAxis*> valueAxes() const override;
    QString nameAt(const QPointF& position) const override;

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

// One layer over the steps: median, the middle 50 % and 90 %, extremes.
class HistoryView : public DistributionView {
public:
    void build(PlotCanvas* canvas, const DistributionContext& context) override;
    void redraw(const DistributionContext& context) override;
    ReadoutText readout(const DistributionContext&, const QPointF&, QCPAxisRect*) const override;
    QList<QCPAxis*> valueAxes() const override;
    bool hasStepAxis() const override { return true; }

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

// A histogram for every stage, one below the other on one axis (figure 3 of the paper), with earlier steps as outlines.
class StageView : public DistributionView {
public:
    void build(PlotCanvas* canvas, const DistributionContext& context) override;
    bool fits(const DistributionContext& context) const override;
    void redraw(const DistributionContext& context) override;
    ReadoutText readout(const DistributionContext&, const QPointF&, QCPAxisRect*) const override;
    QList<QCPAxis*> valueAxes() const override { return {}; }

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

// From the smallest to the largest value of what is shown, with the reference; without infinities and values beyond
// sensibleLimit().
QCPRange extentOf(const DistributionContext& context);
// Mean, deviation, extremes and quartiles of a histogram, as readout lines.
QVector<ReadoutLine> summaryLines(const telemetry::Histogram& histogram, double reference, const QString& symbol);
// A dashed line at `value` on the horizontal (or vertical) axis, across the rect.
QCPItemStraightLine* addReferenceLine(PlotCanvas* canvas, QCPAxisRect* rect, Qt::Orientation axis, double value);
void moveReferenceLine(QCPItemStraightLine* line, Qt::Orientation axis, double value);

}  // namespace isonet::widgets
