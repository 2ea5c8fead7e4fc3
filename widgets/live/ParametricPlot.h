// Any recorded value of a run against any other, as a curve through the steps: deviation against accuracy, gamma * P
// against cross entropy. Both are chosen in the header.
#pragma once

#include "widgets/live/Quantities.h"
#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/series/Relation.h"

class QComboBox;

namespace isonet::widgets {

class ParametricPlot : public PlotContent {
    Q_OBJECT
public:
    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csv(const RunData& data) const override;  // step, both values, whether one is interpolated
    int pointCount(const RunData& data) const override;
    bool hasContent(const RunData& data) const override { return !data.scalars().empty(); }
    QList<QCPAxis*> xAxes() const override { return {}; }
    bool hasStepAxis() const override { return false; }
    QList<QWidget*> makeHeaderWidgets() override;
    void fillOptions(QMenu& menu) override;
    void applyScale() override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;

    // Keys of Quantities.h. The usual ones that the run has until they are set.
    void choose(const std::string& x, const std::string& y);
    const std::string& xKey() const { return x_.key; }  // shown
    const std::string& yKey() const { return y_.key; }
    const QVector<RelatedPoint>& points() const { return points_; }

private:
    struct Drawn {
        QCPCurve *raw = nullptr, *line = nullptr, *first = nullptr, *last = nullptr;
    };
    QCPCurve* addCurve();
    void offer(const RunData& data);
    void draw(const QVector<RelatedPoint>& points);
    QCPRange fitted(bool horizontal, const QCPAxis* axis) const;
    QString title() const;

    std::string wantedX_, wantedY_;  // empty: the usual ones
    Quantity x_, y_;                 // shown
    QVector<Quantity> offered_;
    QVector<RelatedPoint> points_, raw_, baseline_;  // raw_: not smoothed; empty without smoothing
    bool logX_ = false;
    PlotArea area_;
    Drawn drawn_;
    QCPCurve* pale_ = nullptr;  // the baseline
    QCPItemText* nothing_ = nullptr;
    QPointer<QComboBox> xBox_, yBox_;
};

}  // namespace isonet::widgets
