// One queue: title, progress, actions, the table of its rows, the plot of their results, and notes. Does not access
// files: the application acts on the signals of actions(). GUI thread only.
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "widgets/sweeps/QueueActions.h"
#include "widgets/sweeps/QueueEntry.h"

class QLabel;
class QProgressBar;
class QShortcut;
class QSplitter;
class QTableView;

namespace isonet::widgets {

class ElidedLabel;
class QueueModel;
class QueuePlanBar;
class QueueTable;
class SweepPlotView;

class QueueView : public QWidget {
    Q_OBJECT
public:
    explicit QueueView(QWidget* parent = nullptr);

    void setQueue(const QueueEntry& queue);  // without a folder: none
    void setActivity(const QueueActivity& activity);
    void setStatus(const QString& run, const telemetry::RunStatus& status);  // of the row being trained here

    QueueModel* model() const { return model_; }
    QTableView* table() const;
    SweepPlotView* plot() const { return plot_; }
    QueuePlanBar* planBar() const { return planBar_; }
    QueueActions* actions() const { return actions_; }  // their signals: what the user requests
    QList<int> selectedRows() const;                    // from top to bottom
    void selectRow(int row);

    QByteArray state();  // columns, for the settings
    void setState(const QByteArray& state);
    QVariantMap plotState() const;  // whether the plot is shown and its height, for the settings
    void setPlotState(const QVariantMap& state);

private:
    void connectActions();
    void connectPlot();
    void showParts();
    QWidget* makeHeader();
    void showTexts();
    QString activityText(const QueueProgress& progress) const;
    void refreshActions();

    QueueModel* model_;
    QueueTable* table_;
    QueueActions* actions_;
    ElidedLabel* title_;
    QLabel *summary_, *notes_, *problem_;
    QProgressBar* progress_;
    QueueActivity activity_;
    QueuePlanBar* planBar_;
    SweepPlotView* plot_;
    QSplitter* split_;  // table, plot
    QAction* showPlot_;
    QShortcut* restore_;  // Esc, while the plot fills the page
    bool plotFills_ = false;
};

}  // namespace isonet::widgets
