// Distributions recorded by layer: a violin for every layer at a chosen step, or one layer over the steps. Base of the
// spectrum and the b plots.
#pragma once

#include <QComboBox>
#include <memory>

#include "widgets/plot/DistributionView.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/plot/StepSlider.h"

namespace isonet::widgets {

class DistributionPlot : public PlotContent {
    Q_OBJECT
public:
    enum class View { Stages, Layers, OneLayer };

    View view() const { return view_; }
    QString layer() const { return layer_; }  // of View::OneLayer
    void showLayers();
    void showLayer(const QString& name);
    StepSlider* slider() const { return slider_; }

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csv(const RunData& data) const override;
    int pointCount(const RunData& data) const override;
    bool hasContent(const RunData& data) const override;
    QList<QCPAxis*> logAxes() const override;
    QList<QCPAxis*> xAxes() const override { return {}; }
    bool hasStepAxis() const override;
    QWidget* makeFooter() override;
    void onClick(const QPointF& position) override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;

protected:
    // `prefix` of the histograms' tags.
    DistributionPlot(const std::string& prefix, const QString& symbol, const QString& quantity, View first);
    virtual double reference() const = 0;  // the marked value

    void setView(View view, const QString& layer = {});

private:
    QStringList layers(const RunData& data) const;  // with histograms, in network order
    QStringList stages(const RunData& data) const;  // "stage1", ...
    DistributionContext context(const RunData& data) const;
    QStringList allNames(const RunData& data) const;  // of the current view, including hidden ones
    void updateChoices(const RunData& data);

    std::string prefix_;
    QString symbol_, quantity_;
    View view_;
    QString layer_;
    std::unique_ptr<DistributionView> drawing_;
    QPointer<QComboBox> choice_;
    QPointer<StepSlider> slider_;
};

}  // namespace isonet::widgets
