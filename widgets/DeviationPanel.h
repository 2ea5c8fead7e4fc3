// Isometry deviation ||Conv(A, A) - delta||_F of every layer: a map of layers (in network order, from the top) by
// steps, or lines coloured by stage. Logarithmic by default: layers differ by decades, and delta initialisation starts
// at 0.
#pragma once

#include "widgets/DeviationMap.h"
#include "widgets/PlotPanel.h"
#include "widgets/ScheduleMarks.h"

namespace isonet::widgets {

class FlowLegend;

class DeviationPanel : public PlotPanel {
    Q_OBJECT
public:
    enum class Mode { Map, Lines };
    explicit DeviationPanel(QWidget* parent = nullptr);

    Mode mode() const { return mode_; }
    void setMode(Mode mode);
    bool isNormalised() const { return normalised_; }
    void setNormalised(bool on);  // divided by sqrt(min(M, C)); needs the run's configuration

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
    QList<QCPAxis*> xAxes() const override { return {rect_->axis(QCPAxis::atBottom)}; }
    void applyScale() override;
    void fillOptions(QMenu& menu) override;
    bool hasOptions() const override { return true; }
    QVariantMap modes() const override;
    void setModes(const QVariantMap& modes) override;
    void choosePens() override;

private:
    struct Layer {
        QString name;
        std::string tag;
        double scale = 1;  // 1, or 1 / sqrt(min(M, C))
        QColor colour;
    };
    void collectLayers(const RunData& data);
    const Series* seriesOf(const Layer& layer) const;  // nullptr: dropped since the last drawing
    void buildLines();
    void redrawLines(const RunData& data);

    Mode mode_ = Mode::Map;
    bool normalised_ = false;
    QVector<Layer> layers_;
    QVector<int> rows_;  // shown layers, top to bottom
    QCPAxisRect* rect_ = nullptr;
    DeviationMap map_;
    QVector<QCPGraph*> lines_;
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
    QToolButton *mapButton_ = nullptr, *linesButton_ = nullptr;
};

}  // namespace isonet::widgets
