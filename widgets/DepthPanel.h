// Norms of signals or of gradients behind every activation: their course through the depth of the network at a chosen
// step, the first step behind it; or a map of layers by steps.
#pragma once

#include "widgets/DeviationMap.h"
#include "widgets/PlotPanel.h"
#include "widgets/ScheduleMarks.h"

namespace isonet::widgets {

class FlowLegend;
class NameTicker;
class StepSlider;

class DepthPanel : public PlotPanel {
    Q_OBJECT
public:
    enum class Mode { Course, Map };

    // `prefix` of the scalars' tags; `quantity` labels the axis of values.
    DepthPanel(const PanelText& text, const std::string& prefix, const QString& quantity, QWidget* parent = nullptr);

    Mode mode() const { return mode_; }
    void setMode(Mode mode);
    StepSlider* slider() const { return slider_; }

protected:
    void build() override;
    void redraw(const RunData& data) override;
    bool hasContent(const RunData& data) const override;
    QString whyEmpty(const RunData* data) const override;
    QVector<SeriesEntry> seriesEntries() const override;
    int countPoints() const override;
    ReadOutText readOutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csvOf(const RunData& data) const override;
    QList<QCPAxis*> logAxes() const override;
    QList<QCPAxis*> xAxes() const override;
    bool countsSteps() const override { return mode_ == Mode::Map; }
    void applyScale() override;
    void choosePens() override;
    QVariantMap modes() const override { return {{QStringLiteral("map"), mode_ == Mode::Map}}; }
    void setModes(const QVariantMap& modes) override {
        setMode(modes.value(QStringLiteral("map"), false).toBool() ? Mode::Map : Mode::Course);
    }

private:
    struct Layer {
        QString name;
        std::string tag;
    };
    void collectLayers(const RunData& data);  // the shown ones
    const Series* seriesOf(const Layer& layer) const;
    double valueAt(const Layer& layer, double step) const;  // of the nearest measured step; NaN: none
    void buildCourse();
    void redrawCourse();
    QVector<double> drawnSteps() const;  // the first, some between, the chosen one

    std::string prefix_;
    QString quantity_;
    Mode mode_ = Mode::Course;
    QVector<Layer> layers_;
    QVector<double> steps_;
    QCPAxisRect* rect_ = nullptr;
    DeviationMap map_;
    QVector<QCPCurve*> courses_;
    QSharedPointer<NameTicker> names_;
    StageMarks stages_;
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
    StepSlider* slider_ = nullptr;
    QToolButton *courseButton_ = nullptr, *mapButton_ = nullptr;
};

DepthPanel* makeSignalPanel();    // "signalPanel"
DepthPanel* makeGradientPanel();  // "gradientPanel"

}  // namespace isonet::widgets
