#include "widgets/sweeps/QueueActions.h"

#include <QAction>
#include <QMenu>
#include <QTableView>
#include <algorithm>

#include "widgets/common/Theme.h"
#include "widgets/sweeps/QueueModel.h"

namespace isonet::widgets {

using Kind = QueueActivity::Kind;
using sweeps::RowState;

QueueActions::QueueActions(QueueModel* model, QTableView* table, QObject* parent)
    : QObject(parent), model_(model), table_(table) {
    makeQueueActions();
    makeRowActions();
}

QAction* QueueActions::make(const char* name, const QString& text, const char* icon, const QString& tooltip,
                            const std::function<void()>& action) {
    auto* made = new QAction(text, parent());
    made->setObjectName(QString::fromLatin1(name));
    if (*icon)
        made->setIcon(themedIcon(QString::fromLatin1(icon)));
    made->setToolTip(tooltip);
    connect(made, &QAction::triggered, this, action);
    return made;
}

void QueueActions::addKey(QAction* action, const QKeySequence& keys) {
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(action);
}

void QueueActions::makeQueueActions() {
    run_ = make("queueRun", tr("Run"), "start", {}, [this] { Q_EMIT runRequested(); });
    pause_ = make("queuePause", tr("Pause"), "pause", tr("Pause the running row after the current step"),
                  [this] { Q_EMIT pauseRequested(false); });
    pauseAfterRow_ =
        make("queuePauseAfter", tr("Pause after this row"), "", tr("Finish the running row and do not start another"),
             [this] { Q_EMIT pauseRequested(true); });
    stop_ = make("queueStop", tr("Stop"), "stop",
                 tr("Write a checkpoint and stop after the current step; Resume continues from there"),
                 [this] { Q_EMIT stopRequested(); });
    watch_ = make("queueWatch", tr("Watch"), "page-train", tr("Show the live plots of the running row"), [this] {
        if (const int row = progressOf(model_->queue()).running; row >= 0)
            Q_EMIT openRequested(QString::fromStdString(model_->result(row).run.string()));
    });
    save_ = make("queueSave", tr("Save table…"), "save", tr("Save as Markdown, CSV or LaTeX"),
                 [this] { Q_EMIT saveRequested(); });
    copy_ = make("queueCopy", tr("Copy as Markdown"), "copy", tr("Copy the table with its notes to the clipboard"),
                 [this] { Q_EMIT copyRequested(); });
    showFolder_ = make("queueFolder", tr("Show in folder"), "folder", {}, [this] { Q_EMIT folderRequested(); });
    addKey(copy_, QKeySequence::Copy);
}

void QueueActions::makeRowActions() {
    up_ = make("queueUp", tr("Move up"), "", {}, [this] { move(-1); });
    down_ = make("queueDown", tr("Move down"), "", {}, [this] { move(1); });
    remove_ = make("queueRemove", tr("Remove from queue"), "close", tr("Remove the row; its run stays in the folder"),
                   [this] { Q_EMIT removeRequested(selectedIds()); });
    again_ = make("queueAgain", tr("Restart"), "refresh",
                  tr("Move the current run to the trash and rerun the row from the beginning"),
                  [this] { Q_EMIT rerunRequested(selectedIds()); });
    retry_ = make("queueRetry", tr("Retry"), "resume",
                  tr("Let the row start again from its last checkpoint; the reasons of its failures are kept"),
                  [this] { Q_EMIT retryRequested(selectedIds()); });
    raise_ = make("queueRaise", tr("Raise priority"), "up", tr("Rows with a higher priority start first"),
                  [this] { Q_EMIT priorityRequested(selectedIds(), 1); });
    lower_ = make("queueLower", tr("Lower priority"), "down", tr("Rows with a higher priority start first"),
                  [this] { Q_EMIT priorityRequested(selectedIds(), -1); });
    open_ = make("queueOpen", tr("Open in Train"), "open", tr("Show the plots of the run"), [this] {
        for (const int row : std::as_const(rows_))
            if (model_->result(row).state != RowState::Waiting) {
                Q_EMIT openRequested(QString::fromStdString(model_->result(row).run.string()));
                return;
            }
    });
    clone_ = make("queueClone", tr("Clone configuration"), "copy",
                  tr("Edit a copy of the row's configuration as a new experiment"), [this] {
                      if (!rows_.isEmpty())
                          Q_EMIT cloneRequested(rows_.first());
                  });
    addKey(up_, Qt::ALT | Qt::Key_Up);
    addKey(down_, Qt::ALT | Qt::Key_Down);
    addKey(raise_, Qt::CTRL | Qt::Key_Up);
    addKey(lower_, Qt::CTRL | Qt::Key_Down);
    addKey(remove_, Qt::Key_Delete);
    addKey(open_, Qt::Key_Return);
}

void QueueActions::refreshQueueActions(const QueueActivity& activity) {
    const auto& queue = model_->queue();
    const auto progress = progressOf(queue);
    const bool idle = activity.kind == Kind::Idle, paused = activity.kind == Kind::Paused;
    const bool holding = activity.kind == Kind::Holding;
    const QString reason = paused || holding                      ? QString()
                           : !idle                                ? tr("The queue is running.")
                           : !queue.problem.isEmpty()             ? tr("The queue cannot be read.")
                           : progress.done == progress.rows       ? tr("All rows are done.")
                           : queue.inUse && !activity.severalRows ? tr("Another process is running this queue.")
                                                                  : activity.reasonNotToRun;
    run_->setEnabled(reason.isEmpty());
    run_->setText(paused || holding || progress.done + progress.interrupted > 0 ? tr("Resume") : tr("Run"));
    run_->setIcon(themedIcon(paused || holding ? QStringLiteral("resume") : QStringLiteral("start")));
    run_->setToolTip(reason.isEmpty() ? tr("Train all unfinished rows from top to bottom") : reason);
    pause_->setEnabled(activity.kind == Kind::Running || activity.kind == Kind::PausesAfterRow);
    pauseAfterRow_->setEnabled(activity.kind == Kind::Running && !activity.severalRows);
    pause_->setToolTip(activity.severalRows ? tr("Start no waiting row; rows that are running continue")
                                            : tr("Pause the running row after the current step"));
    stop_->setEnabled(!idle && activity.kind != Kind::Stopping);
    watch_->setEnabled(progress.running >= 0);
    save_->setEnabled(progress.rows > 0);
    copy_->setEnabled(progress.rows > 0);
}

void QueueActions::refresh(const QueueActivity& activity, const QList<int>& selectedRows) {
    rows_ = selectedRows;
    refreshQueueActions(activity);
    const bool single = rows_.size() == 1;
    const bool movable = single && model_->isMovable(rows_.first());
    const auto is = [this](int row, RowState state) { return model_->result(row).state == state; };
    up_->setEnabled(movable && rows_.first() > 0);
    down_->setEnabled(movable && rows_.first() + 1 < model_->rowCount());
    remove_->setEnabled(!rows_.isEmpty() && rows_.size() < model_->rowCount() &&
                        std::ranges::none_of(rows_, [&](int row) { return is(row, RowState::Running); }));
    again_->setEnabled(!rows_.isEmpty() && std::ranges::none_of(rows_, [&](int row) {
        return is(row, RowState::Running) || is(row, RowState::Waiting);
    }));
    open_->setEnabled(std::ranges::any_of(rows_, [&](int row) { return !is(row, RowState::Waiting); }));
    clone_->setEnabled(single);
    const auto& plans = model_->queue().plan.rows;
    retry_->setEnabled(std::ranges::any_of(rows_, [&](int row) {
        return is(row, RowState::Failed) || (std::size_t(row) < plans.size() && plans[std::size_t(row)].exhausted);
    }));
    const bool waits = std::ranges::any_of(
        rows_, [&](int row) { return !sweeps::isDone(model_->result(row).state) && !is(row, RowState::Running); });
    raise_->setEnabled(waits);
    lower_->setEnabled(waits);
}

void QueueActions::fillRowMenu(QMenu& menu) const {
    menu.setToolTipsVisible(true);
    menu.addActions({open_, clone_});
    menu.addSeparator();
    menu.addActions({up_, down_, raise_, lower_});
    menu.addSeparator();
    menu.addActions({retry_, again_, remove_});
}

void QueueActions::move(int by) {
    if (rows_.size() == 1)
        Q_EMIT moveRequested(rows_.first(), rows_.first() + by);
}

QStringList QueueActions::selectedIds() const {
    QStringList ids;
    for (const int row : rows_)
        ids.append(QString::fromStdString(model_->row(row).id));
    return ids;
}

}  // namespace isonet::widgets
