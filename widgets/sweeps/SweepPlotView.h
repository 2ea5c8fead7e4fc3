// The results of a sweep as a plot: boxes for the varied key, the metric and a second key whose values are lines, and
// the plot (SweepPlot). Follows the results while the queue runs; works only while visible. GUI thread only.
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "widgets/sweeps/QueueEntry.h"

class QComboBox;
class QLabel;

namespace isonet::widgets {

class PlotPanel;
class RunData;
class SweepPlot;
struct SweepFigure;

class SweepPlotView : public QWidget {
    Q_OBJECT
public:
    explicit SweepPlotView(QWidget* parent = nullptr);
    ~SweepPlotView() override;

    void setQueue(const QueueEntry& queue);                          // keeps the choices that still apply
    void setResults(const std::vector<sweeps::RowResult>& results);  // of the same rows

    QComboBox* key() const { return key_; }
    QComboBox* metric() const { return metric_; }
    QComboBox* lines() const { return by_; }
    PlotPanel* panel() const { return panel_; }
    SweepPlot* plot() const { return plot_; }

    static constexpr int mostLines = 8;

Q_SIGNALS:
    void maximizeRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeBar();
    void fillBoxes();
    void fillLines();  // for another key
    void showSoon();   // now if visible, else when shown
    void showFigure();
    SweepFigure makeFigure() const;
    QString emptyReason(const std::string& key) const;

    sweeps::Sweep sweep_;
    std::vector<sweeps::RowResult> results_;
    std::vector<std::string> keys_;         // varied
    std::optional<QString> chosenBy_;       // by the user, for this key; empty text: no second key
    QString scaledFor_;                     // the key for which the scale was set
    bool rowsStale_ = true, stale_ = true;  // the boxes, the plot
    QComboBox *key_, *metric_, *by_;
    QLabel* note_;
    std::unique_ptr<RunData> noRun_;  // a panel without the data of a run is empty
    SweepPlot* plot_;
    PlotPanel* panel_;
};

}  // namespace isonet::widgets
