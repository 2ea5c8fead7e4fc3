// The page of sweeps: the queues on the left, the rows of the selected one on the right. Joins the index of queues,
// their edits, the dialog for new ones and the controller that runs them with the widgets. GUI thread only.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "training/config/RunConfig.h"
#include "widgets/sweeps/QueueEntry.h"
#include "widgets/sweeps/QueueView.h"

class QSplitter;
class QStackedWidget;

namespace isonet::widgets {
class QueueList;
}

namespace isonet::workbench {

class DraftDocument;
class Notices;
class QueueController;
class QueueCreator;
class QueueIndex;
class RunFolders;
class RunSession;
class SerialWork;

class SweepsPage : public QWidget {
    Q_OBJECT
public:
    // All must outlive the page.
    SweepsPage(QueueController& queues, RunSession& session, RunFolders& folders, const DraftDocument& draft,
               Notices& notices, QWidget* parent = nullptr);
    ~SweepsPage() override;

    void refresh();
    void showQueue(const QString& folder);  // one in any folder; it stays in the list

    QueueCreator* creator() const { return creator_; }
    widgets::QueueView* view() const { return view_; }
    widgets::QueueList* list() const { return list_; }
    QString selected() const;  // its folder; empty: none

    void restoreSettings();
    void saveSettings();

Q_SIGNALS:
    void opened();   // the session shows a row's run
    void created();  // a new queue, which is selected
    void cloneRequested(const isonet::config::RunConfig& config, const QString& name);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeEmptyState();
    void connectList();
    void connectView();
    void setQueues(const std::vector<widgets::QueueEntry>& queues);
    void showSelected();
    void showActivity();
    void showFolders();
    void chooseQueue();

    QueueController& controller_;
    RunSession& session_;
    RunFolders& folders_;
    Notices& notices_;
    QueueIndex* index_;
    SerialWork* work_;
    QueueCreator* creator_;
    widgets::QueueList* list_;
    widgets::QueueView* view_;
    QStackedWidget* stack_;
    QSplitter* split_;
    std::vector<widgets::QueueEntry> queues_;
    QStringList named_;     // queues outside the folders of runs
    QString toBeSelected_;  // as soon as the index knows it
};

}  // namespace isonet::workbench
