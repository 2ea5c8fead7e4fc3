// Distributions recorded by layer: a violin for every layer at a chosen step, or one layer over the steps. The spectrum
// and the b panels derive from it.
#pragma once

#include <memory>

#include "widgets/DistributionView.h"
#include "widgets/PlotPanel.h"

class QComboBox;

namespace isonet::widgets {

class StepSlider;

class DistributionPanel : public PlotPanel {
    Q_OBJECT
public:
    enum class View { Stages, Layers, OneLayer };

    View view() const { return view_; }
    QString layer() const { return layer_; }  // of View::OneLayer
    void showLayers();
    void showLayer(const QString& name);
    StepSlider* slider() const { return slider_; }

protected:
    // `prefix` of the histograms' tags.
    DistributionPanel(const PanelText& text, const std::string& prefix, const QString& symbol, const QString& quantity,
                      View first, QWidget* parent);
    virtual double reference() const = 0;

    void setView(View view, const QString& layer = {});
    QStringList layers(const RunData& data) const;  // with histograms, in network order
    QStringList stages(const RunData& data) const;  // "stage1", ...

    void build() override;
    void redraw(const RunData& data) override;
    bool hasContent(const RunData& data) const override;
    QVector<SeriesEntry> seriesEntries() const override;
    int countPoints() const override;
    ReadOutText readOutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csvOf(const RunData& data) const override;
    QList<QCPAxis*> logAxes() const override;
    bool countsSteps() const override;
    void onClick(const QPointF& position) override;
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;

private:
    DistributionContext context(const RunData& data) const;
    QStringList allNames(const RunData& data) const;  // of the present view, hidden ones included
    void updateChoices(const RunData& data);

    std::string prefix_;
    QString symbol_, quantity_;
    View view_;
    QString layer_;
    std::unique_ptr<DistributionView> drawing_;
    QComboBox* choice_ = nullptr;
    StepSlider* slider_ = nullptr;
};

}  // namespace isonet::widgets
