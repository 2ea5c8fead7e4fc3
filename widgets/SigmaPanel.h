// The smallest and largest singular value of every layer over the steps: two lines a layer, the band between them
// faintly filled, sigma = 1 marked. An isometry's lines lie on 1.
#pragma once

#include "widgets/PlotPanel.h"

namespace isonet::widgets {

class FlowLegend;

class SigmaPanel : public PlotPanel {
    Q_OBJECT
public:
    explicit SigmaPanel(QWidget* parent = nullptr);

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
    void choosePens() override;

private:
    struct Layer {
        QString name;
        QColor colour;
        QCPGraph *low = nullptr, *high = nullptr;
    };
    static const Series* find(const RunData& data, const std::string& prefix, const Layer& layer);
    QVector<QCPGraph*> graphs() const;

    QVector<Layer> layers_;
    QCPAxisRect* rect_ = nullptr;
    QCPItemStraightLine* one_ = nullptr;
    FlowLegend* legend_ = nullptr;
};

}  // namespace isonet::widgets
