// Loss above, accuracy below, on one axis of steps: total loss, cross entropy, gamma times the penalty, the penalty on
// an axis of its own, validation cross entropy; training and validation top-1 with the best one marked. Of a detector
// its five losses and, below, AP.
#pragma once

#include "widgets/PlotPanel.h"
#include "widgets/ScheduleMarks.h"

namespace isonet::widgets {

class FlowLegend;

class LossPanel : public PlotPanel {
    Q_OBJECT
public:
    explicit LossPanel(QWidget* parent = nullptr);

protected:
    void build() override;
    void redraw(const RunData& data) override;
    bool hasContent(const RunData& data) const override;
    QString whyEmpty(const RunData* data) const override;
    QVector<SeriesEntry> seriesEntries() const override;
    QStringList hiddenAtFirst() const override;
    int countPoints() const override;
    ReadOutText readOutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csvOf(const RunData& data) const override;
    QList<QCPAxis*> logAxes() const override;
    QList<QCPAxis*> xAxes() const override;
    void onClick(const QPointF& position) override;
    void choosePens() override;

private:
    struct Curve {
        QString name;
        std::string tag;
        int colour = 0;
        enum Place { Loss, Penalty, Accuracy } place = Loss;
        double width = 1.5;
        bool markers = false, isScaledPenalty = false;
        bool extra = false;  // not shown, and not in the legend, until it is asked for
        QCPGraph *raw = nullptr, *line = nullptr;
    };
    const Series* seriesOf(const RunData& data, const Curve& curve) const;  // nullptr: not recorded
    QVector<double> valuesOf(const RunData& data, const Curve& curve, const Series& series) const;
    void redrawCurve(Curve& curve, const RunData& data);
    void addApCurves();
    bool isInLegend(const Curve& curve) const;
    static Qt::PenStyle styleOf(const Curve& curve);
    const Curve* bestCurve(const RunData& data) const;  // whose best value is marked; nullptr: none measured
    void redrawLegends();
    void markBest(const RunData& data);
    QVector<QCPGraph*> graphsOn(Curve::Place place) const;
    QVector<QCPGraph*> allGraphs() const;

    QVector<Curve> curves_;
    QCPAxisRect *lossRect_ = nullptr, *accuracyRect_ = nullptr;
    QCPAxis* penaltyAxis_ = nullptr;
    FlowLegend *lossLegend_ = nullptr, *accuracyLegend_ = nullptr;
    ScheduleMarks schedule_;
    QCPGraph* best_ = nullptr;
    QCPItemText *bestText_ = nullptr, *noAccuracy_ = nullptr;
};

}  // namespace isonet::widgets
