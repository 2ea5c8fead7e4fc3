// Comparison of the checked runs: plots of their scalars, tables of their settings and final results, and plots of
// settings against results. GUI thread only.
#pragma once

#include <QSet>
#include <QWidget>
#include <string>
#include <vector>

#include "widgets/plot/RefreshThrottle.h"
#include "widgets/runs/RelationView.h"
#include "widgets/runs/RunEntry.h"

class QMenu;
class QVBoxLayout;
class QStackedWidget;
class QTableWidget;
class QToolButton;
class QCheckBox;
class QLabel;

namespace isonet::widgets {

class ComparedRuns;
class FinalResultsTable;
class PlotGrid;
class ReadingBar;
class SeriesPicker;
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
    ReadingBar* reading() const { return reading_; }
    QTableWidget* settings();  // up to date, shown or not
    QTableWidget* results();
    void setPage(int page);  // 0 plots, 1 settings, 2 results, 3 scatter, 4 parallel coordinates
    RelationView* scatter() const { return scatter_; }
    RelationView* parallel() const { return parallel_; }
    // Which number of a scalar the results, the plots of settings and the CSV have.
    void setStatistic(const StatisticChoice& choice);
    // All runs of the table that match its filter, and the number that a cell of it shows; asked while a plot of
    // settings is visible.
    void setListedRuns(std::function<std::vector<const RunEntry*>()> listed, FigureOf figure);
    void refreshRelations();    // the listed runs, their numbers or the selection have changed
    QByteArray csv() const;     // a line per run: settings and results
    QByteArray curves() const;  // the values of the plots
    // Tags to plot, the first ones if they are many; empty: the default plots.
    void choosePlots(const std::vector<std::string>& tags);

Q_SIGNALS:
    void runsClicked(const QStringList& paths);                     // of a curve, a point or a line
    void csvRequested(const QByteArray& csv, const QString& name);  // to be saved; the name of its file

private:
    QToolButton* makeCsvButton();
    void makeGrid();
    void fillPlotMenu(QMenu& menu);
    void addPlotAction(QMenu& menu, const std::string& tag);
    void pickPlots();
    void choosePicked(const QSet<QString>& hidden);
    void refresh();  // what is shown
    void fillSettings();
    void fillResults();
    void showNote();
    std::vector<std::string> plottedTags() const;

    ComparedRuns* runs_;
    ViewOptions* options_;
    ViewBar* bar_;
    QStackedWidget* pages_;
    QVBoxLayout* plotsPage_;
    PlotGrid* grid_ = nullptr;
    ReadingBar* reading_;
    QLabel* note_;
    SettingsTable* settings_;
    FinalResultsTable* results_;
    QCheckBox* onlyDifferent_;
    QToolButton *plots_, *csv_ = nullptr;
    RelationView *scatter_, *parallel_;
    RelationSource source_;
    SeriesPicker* picker_;
    RefreshThrottle throttle_;
    std::vector<std::string> chosen_, shown_;
    std::vector<RunEntry> entries_;
    // The tables are filled when they are shown.
    bool settingsPending_ = true, resultsPending_ = true;
};

}  // namespace isonet::widgets
