// List of all known queues, most recently changed first, with a menu for new ones. GUI thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/sweeps/QueueEntry.h"

class QAction;
class QLabel;
class QListWidget;
class QMenu;
class QToolButton;

namespace isonet::widgets {

class QueueList : public QWidget {
    Q_OBJECT
public:
    explicit QueueList(QWidget* parent = nullptr);

    void setQueues(const std::vector<QueueEntry>& queues);
    void select(const QString& folder);
    QString selected() const;  // folder; empty: none
    QListWidget* list() const { return list_; }
    QMenu* newMenu() const;  // menu of the button "New queue"

Q_SIGNALS:
    void chosen(const QString& folder);
    void tableRequested();  // table of the paper
    void sweepRequested();  // of the experiment in the form
    void fileRequested();   // sweep file
    void openRequested();   // existing queue folder
    void forgetRequested(const QString& folder);

private:
    QListWidget* list_;
    QLabel* empty_;  // in place of an empty list
    QToolButton* add_;
    QAction* forget_;
};

}  // namespace isonet::widgets
