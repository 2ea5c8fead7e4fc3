// The page of experiments: the queues at the left, the rows of one at the right. It joins the index of queues, their
// files and the dialog for new ones with the widgets; who trains is the window's. GUI thread only: files are written on
// a thread of its own.
#pragma once

#include <QStringList>
#include <QThreadPool>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/QueueEntry.h"
#include "widgets/QueueView.h"

class QSplitter;
class QStackedWidget;

namespace isonet::widgets {
class ExperimentDialog;
class QueueList;
}  // namespace isonet::widgets

namespace isonet::workbench {

class Background;
class QueueIndex;

class ExperimentsPage : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentsPage(QWidget* parent = nullptr);
    ~ExperimentsPage() override;

    // The folder of new queues, and those besides it in which queues are looked for.
    void setFolders(const QString& first, const QStringList& others);
    void setDraft(std::function<config::RunConfig()> draft) { draft_ = std::move(draft); }

    // What this window trains: the queue (empty: none) and how, and why another cannot be run now.
    void setTraining(const QString& queue, widgets::QueueActivity activity);
    void setStatus(const QString& run, const telemetry::RunStatus& status);
    void refresh();

    void showQueue(const QString& folder);        // one anywhere; it stays on the list
    void openFile(const QString& file);           // an experiment file, for a new queue
    void newFromTable(const QString& name = {});  // of the paper
    void newSweep();

    // "Markdown", "CSV" or "LaTeX", by the file's ending; what went wrong, empty: nothing.
    QString saveTable(const QString& file) const;
    QString markdown() const;

    widgets::QueueView* view() const { return view_; }
    widgets::QueueList* list() const { return list_; }
    QString selected() const;
    const std::vector<widgets::QueueEntry>& queues() const { return queues_; }

    void restoreSettings();
    void saveSettings();

Q_SIGNALS:
    void runRequested(const QString& folder);  // to begin, to go on, or to resume what is paused
    void pauseRequested(bool afterRow);
    void stopRequested();
    void opened(const QString& run);
    void cloneRequested(const isonet::config::RunConfig& config, const QString& name);
    void trashed(const QStringList& runs);
    void failed(const QString& title, const QString& text);
    void told(const QString& words);
    void selectionChanged();
    void made(const QString& folder);  // a new queue

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void connectParts();
    QWidget* makeEmptyState();
    void takeQueues(const std::vector<widgets::QueueEntry>& queues);
    void showSelected();
    void showActivity();
    void ask(widgets::ExperimentDialog& dialog);
    void create(const config::Experiment& experiment, bool run);
    // Changes the shown queue's experiment in its file; the change is made anew on what the file holds then.
    void change(const std::function<void(config::Experiment&)>& edit);
    void moveRow(int from, int to);
    void removeRows(const QStringList& ids);
    void runAgain(const QStringList& ids);
    void chooseFile();
    void chooseQueue();
    void chooseTableFile();
    // Works on the page's thread, then goes on here with what went wrong (empty: nothing).
    void inBackground(std::function<QString()> work, std::function<void(const QString& problem)> then);

    QueueIndex* index_;
    Background* background_;
    widgets::QueueList* list_;
    widgets::QueueView* view_;
    QStackedWidget* stack_;
    QSplitter* split_;
    std::vector<widgets::QueueEntry> queues_;
    QString first_;
    QStringList others_, named_;  // named_: queues elsewhere
    QString wanted_;              // to be selected as soon as it is known
    QString training_;
    widgets::QueueActivity activity_;
    std::function<config::RunConfig()> draft_;
    QThreadPool pool_;  // one thread: changes follow one another
};

}  // namespace isonet::workbench
