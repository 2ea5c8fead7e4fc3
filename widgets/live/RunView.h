// The live plots of a run on the pages of LivePlots.h. Page "Scalars", for another program's run only, has a plot for
// every scalar it recorded. Redraws at most 25 times per second, and only what is visible. GUI thread only.
#pragma once

#include <QVariantMap>
#include <QVector>
#include <QWidget>
#include <optional>

#include "training/config/RunConfig.h"

class QStackedWidget;

namespace isonet::widgets {

class FirstValuesCard;
class PlotGrid;
class PlotPanel;
class RunData;
class ScalarsView;
class ViewBar;
class ViewOptions;

class RunView : public QWidget {
    Q_OBJECT
public:
    explicit RunView(QWidget* parent = nullptr);
    // Stays the caller's and must outlive the view or be replaced; nullptr shows the empty state.
    void setData(RunData* data);
    void setDraft(const config::RunConfig& draft);  // what would be started while there is no run
    void setForeign(bool on);  // another program's run: shows page Scalars; off: back to the page before

    PlotPanel* panel(const QString& objectName) const;  // "lossPanel", ... as in LivePlots.h; nullptr: none
    QVector<PlotPanel*> panels() const;
    ViewOptions* viewOptions() const { return options_; }
    PlotGrid* grid() const;  // of the current page
    int page() const;
    QVariantMap layoutState() const;  // current page, sizes and plot settings
    void setLayoutState(const QVariantMap& state);
    void setPage(int page);
    void addTool(QWidget* tool);  // at the right end of the bar above the plots

private:
    struct PlotPage {
        PlotGrid* grid;
        FirstValuesCard* card;  // in place of the grid while no plot has a value
        QStackedWidget* both;
    };
    void chooseCards();

    ViewOptions* options_;
    ViewBar* bar_;
    QStackedWidget* stack_;
    QVector<PlotPage> pages_;
    RunData* data_ = nullptr;
    std::optional<config::RunConfig> draft_;
    ScalarsView* scalars_;  // the last page
    bool foreign_ = false;
    int before_ = 0;  // page to return to from Scalars
};

}  // namespace isonet::widgets
