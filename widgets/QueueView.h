// One queue: its title and progress, what can be done with it, the table of its rows, and what the table does not say.
// Knows no file: what is to be done is asked of the app by signals. GUI thread only.
#pragma once

#include <QHash>
#include <QWidget>

#include "widgets/QueueEntry.h"

class QAction;
class QLabel;
class QMenu;
class QProgressBar;
class QTableView;
class QToolButton;

namespace isonet::widgets {

class QueueModel;

// What this window does with the shown queue.
struct QueueActivity {
    enum class Kind { Idle, Running, Paused, PausesAfterRow, Stopping } kind = Kind::Idle;
    QString whyNotRun;  // why it cannot be run now; empty: it can
};

class QueueView : public QWidget {
    Q_OBJECT
public:
    explicit QueueView(QWidget* parent = nullptr);

    void setQueue(const QueueEntry& queue);  // one without a folder: none
    void setActivity(const QueueActivity& activity);
    void setStatus(const QString& run, const telemetry::RunStatus& status);  // of the row being trained here

    QueueModel* model() const { return model_; }
    QTableView* table() const { return table_; }
    QList<int> selectedRows() const;  // from top to bottom
    void selectRow(int row);

    QByteArray state();  // columns, for the settings
    void setState(const QByteArray& state);

Q_SIGNALS:
    void runRequested();
    void pauseRequested(bool afterRow);
    void stopRequested();
    void moveRequested(int from, int to);
    void removeRequested(const QStringList& ids);
    void againRequested(const QStringList& ids);  // from the start: their runs go to the wastebasket
    void openRequested(const QString& run);       // a row's run, live or past
    void cloneRequested(int row);                 // its configuration into the form
    void saveRequested();                         // the table as a file
    void copyRequested();                         // as Markdown, to the clipboard
    void folderRequested();

private:
    void makeActions();
    QWidget* makeHeader();
    void makeTable();
    void move(int by);
    void showTexts();
    void showColumns();
    void keepColumns();
    void refreshActions();
    void showRowMenu(const QPoint& at);
    QStringList selectedIds() const;

    QueueModel* model_;
    QTableView* table_;
    QLabel *title_, *words_, *notes_, *problem_;
    QProgressBar* progress_;
    QWidget* header_;
    QToolButton* pauseButton_ = nullptr;
    QAction *run_, *pause_, *pauseAfter_, *stop_, *watch_, *save_, *copy_, *folder_;
    QAction *up_, *down_, *remove_, *again_, *open_, *clone_;
    QueueActivity activity_;
    QHash<int, QByteArray> states_;  // of the header, by the number of columns
};

}  // namespace isonet::widgets
