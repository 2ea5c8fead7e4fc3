// One scalar of several runs: a line for each, or, where the runs are grouped, the mean of each group with the band
// from its smallest to its largest value.
#pragma once

#include "widgets/ComparedRuns.h"
#include "widgets/PlotPanel.h"
#include "widgets/SampledCurve.h"

namespace isonet::widgets {

class FlowLegend;

class ComparePanel : public PlotPanel {
    Q_OBJECT
public:
    // The runs stay the caller's and must outlive the panel.
    ComparePanel(const std::string& tag, ComparedRuns* runs, QWidget* parent = nullptr);
    const std::string& tag() const { return tag_; }

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
    void onClick(const QPointF& position) override;

private:
    struct Line {
        QString name;
        int colour = 0;
        SampledCurve values, raw, low, high;  // raw: behind the smoothed one; low, high: a group's band
        QVector<double> steps;                // of the points, for the read-out
        QCPGraph *curve = nullptr, *behind = nullptr, *lower = nullptr, *upper = nullptr;
        bool shown = true;
    };
    void makeLines();
    Line lineOf(const QString& name, bool band);  // the one drawn before, with its graphs, or a new one
    void removeLine(const Line& line);
    void addRun(const ComparedRun& run);
    void addGroup(const QString& group);
    QVector<QCPGraph*> graphs() const;

    std::string tag_;
    ComparedRuns* runs_;
    QVector<Line> lines_, before_;  // before_: of the last drawing, while lines are made
    QCPAxisRect* rect_ = nullptr;
    FlowLegend* legend_ = nullptr;
};

}  // namespace isonet::widgets
