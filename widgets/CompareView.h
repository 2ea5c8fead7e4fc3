// The checked runs side by side: their scalars in common plots, their settings line by line, their final figures.
// GUI thread only.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "widgets/RunEntry.h"

class QMenu;
class QScrollArea;
class QStackedWidget;
class QTableWidget;
class QCheckBox;
class QTimer;

namespace isonet::widgets {

class ComparedRuns;
class PlotGrid;
class ViewBar;
class ViewOptions;

class CompareView : public QWidget {
    Q_OBJECT
public:
    explicit CompareView(ComparedRuns* runs, QWidget* parent = nullptr);

    void setEntries(const std::vector<const RunEntry*>& entries);  // of the compared runs, in their order
    ViewOptions* viewOptions() const { return options_; }
    PlotGrid* plots() const { return grid_; }
    QTableWidget* settings() const { return settings_; }
    QTableWidget* figures() const { return figures_; }
    void setPage(int page);  // 0 plots, 1 settings, 2 figures
    // Tags of the plots; empty: the first ones that the runs have.
    void choosePlots(const std::vector<std::string>& tags);

private:
    void makeGrid();
    void fillPlotMenu(QMenu& menu);
    void fillSettings();
    void fillFigures();
    std::vector<std::string> wantedTags() const;

    ComparedRuns* runs_;
    ViewOptions* options_;
    ViewBar* bar_;
    QStackedWidget* pages_;
    QScrollArea* area_;
    PlotGrid* grid_ = nullptr;
    QTableWidget *settings_, *figures_;
    QCheckBox* onlyDifferent_;
    QTimer* later_;
    std::vector<std::string> chosen_, shown_;
    std::vector<RunEntry> entries_;
};

// A table as text: tab-separated, Markdown or LaTeX (booktabs). For copying into a paper.
enum class TableFormat { Tabs, Markdown, Latex, Csv };
QString tableText(const QTableWidget& table, TableFormat format);

}  // namespace isonet::widgets
