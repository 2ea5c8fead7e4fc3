// A plot of a few of a run's scalars, told by a list: each with its tag, colour and side. The left axis may be
// logarithmic; the right one is there where a curve needs it.
#pragma once

#include <functional>

#include "widgets/PlotPanel.h"
#include "widgets/ScheduleMarks.h"

namespace isonet::widgets {

class FlowLegend;

struct CurveSpec {
    QString name;
    std::string tag;
    int colour = 0;
    bool right = false;
    // What is drawn for the recorded values; none: they themselves. Not drawn at all where it gives nothing.
    std::function<std::optional<QVector<double>>(const RunData&, const Series&)> value = {};
};

class CurvesPanel : public PlotPanel {
    Q_OBJECT
public:
    CurvesPanel(const PanelText& text, const QString& left, const QString& right, QVector<CurveSpec> curves,
                const QString& empty, bool logarithmic = false, QWidget* parent = nullptr);

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
    void onClick(const QPointF& position) override;
    void choosePens() override;

private:
    struct Curve {
        CurveSpec spec;
        QCPGraph *raw = nullptr, *line = nullptr;
    };
    std::optional<Series> valuesOf(const RunData& data, const Curve& curve) const;
    QVector<QCPGraph*> graphs(bool right) const;

    QString left_, right_, empty_;
    QVector<Curve> curves_;
    QCPAxisRect* rect_ = nullptr;
    QCPAxis* rightAxis_ = nullptr;
    FlowLegend* legend_ = nullptr;
    ScheduleMarks schedule_;
};

// Learning rate beside the images trained each second.
CurvesPanel* makeRatePanel();
// Cross entropy, gamma times the penalty and the share of the latter in the loss: what gamma is chosen by.
CurvesPanel* makeBalancePanel();

}  // namespace isonet::widgets
