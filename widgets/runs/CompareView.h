// Comparison of the checked runs: plots of their scalars, a table of their settings and a table of their final results.
// GUI thread only.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "widgets/runs/RunEntry.h"

class QMenu;
class QScrollArea;
class QStackedWidget;
class QTableWidget;
class QCheckBox;
class QTimer;

namespace isonet::widgets {

class ComparedRuns;
class FinalResultsTable;
class PlotGrid;
class SettingsTable;
class ViewBar;
class ViewOptions;

class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(ComparedRuns* runs, QWidget* parent = nullptr);

    void setEntries(const std::vector<const RunEntry*>& entries);  // in the order of the compared runs
    ViewOptions* viewOptions() const { return options_; }
    PlotGrid* plots() const { return grid_; }
    QTableWidget* settings() const;
    QTableWidget* results() const;
    void setPage(int page);  // 0 plots, 1 settings, 2 results
    // Tags to plot; empty: the default plots.
    void choosePlots(const std::vector<std::string>& tags);

private:
    void makeGrid();
    void fillPlotMenu(QMenu& menu);
    void showSettings();
    void showResults();
    std::vector<std::string> plottedTags() const;

    ComparedRuns* runs_;
    ViewOptions* options_;
    ViewBar* bar_;
    QStackedWidget* pages_;
    QScrollArea* area_;
    PlotGrid* grid_ = nullptr;
    SettingsTable* settings_;
    FinalResultsTable* results_;
    QCheckBox* onlyDifferent_;
    QTimer* refreshTimer_;
    std::vector<std::string> chosen_, shown_;
    std::vector<RunEntry> entries_;
};

}  // namespace isonet::widgets
