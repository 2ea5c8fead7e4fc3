// A value of every layer, such as the norms of signals or gradients after every activation: its profile across the
// depth of the network at a chosen step, with earlier steps behind it, or a map of layers by steps. The profile of
// signals also has the prediction for the network as initialized (model/spec/SignalPrediction.h).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/spec/ModelSpec.h"
#include "widgets/plot/LayerMap.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/ScheduleMarks.h"
#include "widgets/plot/StepSlider.h"
#include "widgets/series/SeriesMath.h"

namespace isonet::widgets {

class CurveGraph;
class FlowLegend;
class ModeSwitch;
class NameTicker;

class DepthPlot : public PlotContent {
    Q_OBJECT
public:
    enum class Mode { Profile, Map };

    // `prefix` of the scalars' tags; `quantity` labels the value axis. Spectra: measured with the singular values.
    enum class Measured { InSteps, WithSpectra };
    DepthPlot(const std::string& prefix, const QString& quantity, Measured measured = Measured::InSteps);

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
    std::optional<double> valueAt(const Layer& layer, double step) const;  // none: not measured at that step
    void buildProfile();
    void redrawProfile();
    void predict(const RunData& data);                       // once per configuration
    double predictedAt(const Layer& layer) const;            // NaN: none
    QVector<double> drawnSteps() const;                      // the first, some in between, the chosen one
    QVector<NonFinitePoint> nonFiniteAt(double step) const;  // by row

    std::string prefix_;
    QString quantity_;
    Measured measured_;
    Mode mode_ = Mode::Profile;
    QVector<Layer> layers_;
    std::optional<spec::ModelSpec> predictedFor_;
    std::map<std::string, double> predicted_;  // norm after each activation as initialized
    QCPCurve* prediction_ = nullptr;
    QVector<double> steps_;
    QCPAxisRect* rect_ = nullptr;
    LayerMap map_;
    QVector<QCPCurve*> profiles_;
    CurveGraph* marks_ = nullptr;  // of values of the chosen step that are not finite
    QSharedPointer<NameTicker> names_;
    StageMarks stages_;
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
    QPointer<StepSlider> slider_;
    QPointer<ModeSwitch> modeSwitch_;
};

}  // namespace isonet::widgets
