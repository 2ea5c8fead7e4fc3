// A plot of a few scalars given by a list: each with its tag, color and side. The right axis is there only if a shown
// curve needs it.
#pragma once

#include <functional>
#include <optional>

#include "widgets/plot/PlotArea.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ScheduleMarks.h"
#include "widgets/plot/SmoothedLine.h"

namespace isonet::widgets {

struct CurveSpec {
    QString name;
    std::string tag;
    int color = 0;
    bool right = false;
    Qt::PenStyle style = Qt::SolidLine;
    // Maps the recorded values to the drawn ones; none: as recorded. The curve is not drawn where it returns nothing.
    std::function<std::optional<QVector<double>>(const RunData&, const Series&)> value = {};
};

struct CurvesLayout {
    QString left, right;  // axis labels; an empty `right`: no right axis
    QVector<CurveSpec> curves;
    QString emptyText;
    bool logarithmic = false;  // at first
    bool percent = false;      // the left axis shows at least 0 to 100: a small share is to look small
};

class CurvesPlot : public PlotContent {
    Q_OBJECT
public:
    explicit CurvesPlot(const CurvesLayout& layout);

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    bool startsLogarithmic() const override { return layout_.logarithmic; }
    void updatePens() override;
    QString legendEntryAt(const QPointF& position) const override;

private:
    struct Curve {
        CurveSpec spec;
        SmoothedLine drawn;
        CurveGraph* pale = nullptr;  // of ViewOptions::baseline()
    };
    std::optional<Series> valuesOf(const RunData& data, const Curve& curve) const;
    QVector<QCPGraph*> graphs(bool right) const;
    QVector<QCPGraph*> paleGraphs(bool right) const;  // of the baseline

    CurvesLayout layout_;
    QVector<Curve> curves_;
    PlotArea area_;
    QCPAxis* rightAxis_ = nullptr;
    ScheduleMarks schedule_;
};

}  // namespace isonet::widgets
