// Isometry deviation ||Conv(A, A) - delta||_F of every layer: a map of layers (in network order, from the top) by
// steps, or lines colored by stage. Logarithmic by default: layers differ by decades, and delta initialization starts
// at 0.
#pragma once

#include "widgets/plot/LayerMap.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ScheduleMarks.h"
#include "widgets/plot/SmoothedLine.h"

namespace isonet::widgets {

class FlowLegend;
class ModeSwitch;

class DeviationPlot : public PlotContent {
    Q_OBJECT
public:
    enum class Mode { Map, Lines };

    Mode mode() const { return mode_; }
    void setMode(Mode mode);
    bool isNormalized() const { return normalized_; }
    void setNormalized(bool on);  // divided by sqrt(min(M, C)); needs the run's configuration

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    QList<QCPAxis*> logAxes() const override;
    bool startsLogarithmic() const override { return true; }
    void applyScale() override;
    void updatePens() override;
    QList<QWidget*> makeHeaderWidgets() override;
    void fillOptions(QMenu& menu) override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;

private:
    struct Layer {
        QString name;
        std::string tag;
        double scale = 1;  // 1, or 1 / sqrt(min(M, C))
        QColor color;
    };
    void collectLayers(const RunData& data);
    const Series* seriesOf(const Layer& layer) const;  // nullptr: dropped since the last redraw
    void buildLines();
    void redrawLines(const RunData& data);
    QVector<QCPGraph*> graphs() const;

    Mode mode_ = Mode::Map;
    bool normalized_ = false;
    QVector<Layer> layers_;
    QVector<int> rows_;  // shown layers, top to bottom
    QCPAxisRect* rect_ = nullptr;
    LayerMap map_;
    QVector<QVector<double>> places_;  // of the points of the shown layers, as rows_
    QVector<SmoothedLine> lines_;      // of all layers
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
    QPointer<ModeSwitch> modeSwitch_;
};

}  // namespace isonet::widgets
