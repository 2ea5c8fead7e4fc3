// Plot of one scalar of the compared runs: one line per run, or per group the mean and a band from minimum to maximum.
// Where runs of a group end, the line is broken and says of how many runs it is the mean from there on.
#pragma once

#include "widgets/plot/CurveGraph.h"
#include "widgets/plot/PlotContent.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/series/SampledCurve.h"

namespace isonet::widgets {

class FlowLegend;
class PlotPanel;

class ComparePlot : public PlotContent {
    Q_OBJECT
public:
    // `runs` must outlive the plot.
    ComparePlot(const std::string& tag, const ComparedRuns* runs);

    void build() override;
    void redraw(const RunData& data) override;
    QVector<SeriesEntry> series(const RunData& data) const override;
    ReadoutText readoutAt(const QPointF& position, QCPAxisRect* rect) const override;
    QByteArray csv(const RunData& data) const override;
    int pointCount(const RunData& data) const override;
    bool hasContent(const RunData& data) const override;
    QString emptyText(const RunData* data) const override;
    QString subject() const override { return tr("comparison"); }
    void updatePens() override;
    QString legendEntryAt(const QPointF& position) const override;
    void onClick(const QPointF& position) override;
    // The runs of the curve at `position` (pixels of the canvas); empty: there is none within a few pixels.
    QStringList runsAt(const QPointF& position) const;

Q_SIGNALS:
    void runsClicked(const QStringList& paths);  // of a curve: one run, or those of a group

private:
    struct Line {
        QString name;
        QStringList paths;  // of its runs
        int color = 0;
        Qt::PenStyle style = Qt::SolidLine;   // tells lines of one color apart
        SampledCurve values, raw, low, high;  // raw: behind the smoothed curve; low, high: band of a group
        QVector<int> counts;                  // of a group: the runs in each mean
        int members = 0;                      // of a group
        CurveGraph *curve = nullptr, *behind = nullptr, *lower = nullptr, *upper = nullptr;
        QVector<QCPItemText*> notes;  // where counts change
        bool shown = true;
    };
    void makeLines();
    Line lineOf(const QString& name, bool band);  // reuses the graphs of the previous drawing
    void removeLine(const Line& line);
    void addRun(const ComparedRun& run);
    void addGroup(const QString& group);
    void addNotes(Line& line);
    QVector<QCPGraph*> graphs() const;

    std::string tag_;
    const ComparedRuns* runs_;
    QVector<Line> lines_, before_;  // before_: of the previous drawing, during makeLines()
    QCPAxisRect* rect_ = nullptr;
    FlowLegend* legend_ = nullptr;
};

// A panel with a ComparePlot that follows the runs. The caller owns it.
PlotPanel* makeComparePanel(const std::string& tag, ComparedRuns* runs);

}  // namespace isonet::widgets
