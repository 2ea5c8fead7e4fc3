// Norms of signals or gradients after every activation: their profile across the depth of the network at a chosen step,
// with earlier steps behind it, or a map of layers by steps.
#pragma once

#include "widgets/plot/LayerMap.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ScheduleMarks.h"
#include "widgets/plot/StepSlider.h"

namespace isonet::widgets {

class FlowLegend;
class ModeSwitch;
class NameTicker;

class DepthPlot : public PlotContent {
    Q_OBJECT
public:
    enum class Mode { Profile, Map };

    // `prefix` of the scalars' tags; `quantity` labels the value axis.
    DepthPlot(const std::string& prefix, const QString& quantity);

    Mode mode() const { return mode_; }
    void setMode(Mode mode);
    StepSlider* slider() const { return slider_; }

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    std::vector<TaggedSeries> shownValues(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    QList<QCPAxis*> logAxes() const override;
    QList<QCPAxis*> xAxes() const override;
    bool hasStepAxis() const override { return mode_ == Mode::Map; }
    bool startsLogarithmic() const override { return true; }
    void applyScale() override;
    void updatePens() override;
    QList<QWidget*> makeHeaderWidgets() override;
    QWidget* makeFooter() override;
    QVariantMap modes() const override { return {{QStringLiteral("map"), mode_ == Mode::Map}}; }
    void setModes(const QVariantMap& modes) override {
        setMode(modes.value(QStringLiteral("map"), false).toBool() ? Mode::Map : Mode::Profile);
    }

private:
    struct Layer {
        QString name;
        std::string tag;
    };
    void collectLayers(const RunData& data);  // those shown
    const Series* seriesOf(const Layer& layer) const;
    double valueAt(const Layer& layer, double step) const;  // at the nearest measured step; NaN: none
    void buildProfile();
    void redrawProfile();
    QVector<double> drawnSteps() const;  // the first, some in between, the chosen one

    std::string prefix_;
    QString quantity_;
    Mode mode_ = Mode::Profile;
    QVector<Layer> layers_;
    QVector<double> steps_;
    QCPAxisRect* rect_ = nullptr;
    LayerMap map_;
    QVector<QCPCurve*> profiles_;
    QSharedPointer<NameTicker> names_;
    StageMarks stages_;
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
    QPointer<StepSlider> slider_;
    QPointer<ModeSwitch> modeSwitch_;
};

}  // namespace isonet::widgets
