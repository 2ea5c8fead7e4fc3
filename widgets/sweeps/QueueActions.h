// The actions for a queue and its rows, and when they are enabled. GUI thread only.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <functional>

#include "widgets/sweeps/QueueEntry.h"

class QAction;
class QMenu;
class QTableView;

namespace isonet::widgets {

class QueueModel;

// What this window does with the shown queue.
struct QueueActivity {
    // Holding: rows are running, and waiting ones are not started.
    enum class Kind { Idle, Running, Paused, PausesAfterRow, Holding, Stopping } kind = Kind::Idle;
    QString reasonNotToRun;    // why it cannot be run now; empty: it can
    bool severalRows = false;  // as processes, several at a time
};

class QueueActions : public QObject {
    Q_OBJECT
public:
    // Keys of the row actions work in `table`; `parent` owns the actions.
    QueueActions(QueueModel* model, QTableView* table, QObject* parent);

    void refresh(const QueueActivity& activity, const QList<int>& selectedRows);
    void fillRowMenu(QMenu& menu) const;

    QAction* run() const { return run_; }
    QAction* pause() const { return pause_; }
    QAction* pauseAfterRow() const { return pauseAfterRow_; }
    QAction* stop() const { return stop_; }
    QAction* watch() const { return watch_; }
    QAction* save() const { return save_; }
    QAction* copy() const { return copy_; }
    QAction* showFolder() const { return showFolder_; }
    QAction* open() const { return open_; }

Q_SIGNALS:
    void runRequested();
    void pauseRequested(bool afterRow);
    void stopRequested();
    void moveRequested(int from, int to);
    void removeRequested(const QStringList& ids);
    void rerunRequested(const QStringList& ids);  // restart: their runs are moved to the trash
    void priorityRequested(const QStringList& ids, int change);
    void retryRequested(const QStringList& ids);  // rows that have failed or were stopped may start again
    void openRequested(const QString& run);       // the run of a row, live or past
    void cloneRequested(int row);                 // its configuration, into the form
    void saveRequested();                         // the table as a file
    void copyRequested();                         // the table as Markdown, to the clipboard
    void folderRequested();

private:
    QAction* make(const char* name, const QString& text, const char* icon, const QString& tooltip,
                  const std::function<void()>& action);
    void makeQueueActions();
    void makeRowActions();
    void addKey(QAction* action, const QKeySequence& keys);
    void refreshQueueActions(const QueueActivity& activity);
    void move(int by);
    QStringList selectedIds() const;

    QueueModel* model_;
    QTableView* table_;
    QList<int> rows_;  // selected
    QAction *run_, *pause_, *pauseAfterRow_, *stop_, *watch_, *save_, *copy_, *showFolder_;
    QAction *up_, *down_, *remove_, *again_, *retry_, *raise_, *lower_, *open_, *clone_;
};

}  // namespace isonet::widgets
