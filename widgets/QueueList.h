// All queues that are known, the last changed one first, and the ways to a new one. GUI thread only; knows no file.
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/QueueEntry.h"

class QAction;
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
    QString selected() const;  // its folder; empty: none
    QListWidget* list() const { return list_; }
    QMenu* newMenu() const;  // the ways to a new queue

Q_SIGNALS:
    void chosen(const QString& folder);
    void tableRequested();  // a table of the paper
    void sweepRequested();  // of the form's experiment
    void fileRequested();   // an experiment file
    void openRequested();   // a queue's folder elsewhere
    void forgetRequested(const QString& folder);

private:
    QListWidget* list_;
    QToolButton* add_;
    QAction* forget_;
};

}  // namespace isonet::widgets
