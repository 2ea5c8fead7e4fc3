// What can be done with a queue and its rows, and when.
#include <QAction>
#include <QMenu>
#include <QTableView>
#include <algorithm>

#include "widgets/QueueModel.h"
#include "widgets/QueueView.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

using Kind = QueueActivity::Kind;
using experiments::RowState;

void QueueView::makeActions() {
    const auto make = [this](const char* name, const QString& text, const char* icon, const QString& tip, auto slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(QString::fromLatin1(name));
        if (*icon)
            action->setIcon(themedIcon(QString::fromLatin1(icon)));
        action->setToolTip(tip);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    run_ = make("queueRun", tr("Run"), "start", {}, [this] { Q_EMIT runRequested(); });
    pause_ = make("queuePause", tr("Pause"), "pause", tr("Pause the running row after its present step"),
                  [this] { Q_EMIT pauseRequested(false); });
    pauseAfter_ = make("queuePauseAfter", tr("Pause after this row"), "",
                       tr("Let the running row finish, and begin no other"), [this] { Q_EMIT pauseRequested(true); });
    stop_ =
        make("queueStop", tr("Stop"), "stop", tr("Stop after the present step, with a checkpoint; Run goes on there"),
             [this] { Q_EMIT stopRequested(); });
    watch_ = make("queueWatch", tr("Watch"), "page-train", tr("Show the row that is being trained, live"), [this] {
        if (const int row = progressOf(model_->queue()).running; row >= 0)
            Q_EMIT openRequested(QString::fromStdString(model_->result(row).run.string()));
    });
    save_ = make("queueSave", tr("Save the table…"), "save", tr("As Markdown, CSV or LaTeX"),
                 [this] { Q_EMIT saveRequested(); });
    copy_ = make("queueCopy", tr("Copy as Markdown"), "copy", tr("The table with its notes, to the clipboard"),
                 [this] { Q_EMIT copyRequested(); });
    folder_ = make("queueFolder", tr("Show the folder"), "folder", {}, [this] { Q_EMIT folderRequested(); });
    up_ = make("queueUp", tr("Move up"), "", {}, [this] { move(-1); });
    down_ = make("queueDown", tr("Move down"), "", {}, [this] { move(1); });
    remove_ = make("queueRemove", tr("Remove from the queue"), "close",
                   tr("The row leaves the table; a run that it has already stays in the folder"),
                   [this] { Q_EMIT removeRequested(selectedIds()); });
    again_ = make("queueAgain", tr("Run again from the start"), "refresh",
                  tr("Its present run goes to the wastebasket, and the row waits for its turn"),
                  [this] { Q_EMIT againRequested(selectedIds()); });
    open_ = make("queueOpen", tr("Open in Train"), "open", tr("Show the plots of the row's run"), [this] {
        for (const int row : selectedRows())
            if (model_->result(row).state != RowState::Waiting) {
                Q_EMIT openRequested(QString::fromStdString(model_->result(row).run.string()));
                return;
            }
    });
    clone_ = make("queueClone", tr("Its configuration into the form"), "copy",
                  tr("Edit a copy of the row's configuration as an experiment of its own"), [this] {
                      if (const auto rows = selectedRows(); !rows.isEmpty())
                          Q_EMIT cloneRequested(rows.first());
                  });
    const std::pair<QAction*, QKeySequence> keys[] = {{up_, Qt::ALT | Qt::Key_Up},
                                                      {down_, Qt::ALT | Qt::Key_Down},
                                                      {remove_, Qt::Key_Delete},
                                                      {open_, Qt::Key_Return}};
    for (const auto& [action, sequence] : keys) {
        action->setShortcut(sequence);
        action->setShortcutContext(Qt::WidgetShortcut);
        table_->addAction(action);
    }
    copy_->setShortcut(QKeySequence::Copy);
    copy_->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(copy_);
}

void QueueView::refreshActions() {
    const auto& queue = model_->queue();
    const auto p = progressOf(queue);
    const bool idle = activity_.kind == Kind::Idle, paused = activity_.kind == Kind::Paused;
    const QString why = paused                     ? QString()
                        : !idle                    ? tr("The queue is running.")
                        : !queue.problem.isEmpty() ? tr("The queue cannot be read.")
                        : p.done == p.rows         ? tr("All rows are done.")
                        : queue.inUse              ? tr("Another process works on this queue.")
                                                   : activity_.whyNotRun;
    run_->setEnabled(why.isEmpty());
    run_->setText(paused || p.done + p.interrupted > 0 ? tr("Go on") : tr("Run"));
    run_->setIcon(themedIcon(paused ? QStringLiteral("resume") : QStringLiteral("start")));
    run_->setToolTip(why.isEmpty() ? tr("Train each row that is not done, from top to bottom") : why);
    pause_->setEnabled(activity_.kind == Kind::Running || activity_.kind == Kind::PausesAfterRow);
    pauseAfter_->setEnabled(activity_.kind == Kind::Running);
    stop_->setEnabled(!idle && activity_.kind != Kind::Stopping);
    watch_->setEnabled(p.running >= 0);
    for (auto* action : {save_, copy_})
        action->setEnabled(p.rows > 0);
    const auto rows = selectedRows();
    const bool one = rows.size() == 1;
    up_->setEnabled(one && rows.first() > 0 && model_->isMovable(rows.first()));
    down_->setEnabled(one && rows.first() + 1 < model_->rowCount() && model_->isMovable(rows.first()));
    const auto is = [&](int row, RowState state) { return model_->result(row).state == state; };
    remove_->setEnabled(!rows.isEmpty() && rows.size() < model_->rowCount() &&
                        std::ranges::none_of(rows, [&](int row) { return is(row, RowState::Running); }));
    again_->setEnabled(!rows.isEmpty() && std::ranges::none_of(rows, [&](int row) {
        return is(row, RowState::Running) || is(row, RowState::Waiting);
    }));
    open_->setEnabled(std::ranges::any_of(rows, [&](int row) { return !is(row, RowState::Waiting); }));
    clone_->setEnabled(one);
}

void QueueView::showRowMenu(const QPoint& at) {
    if (selectedRows().isEmpty())
        return;
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    menu.addActions({open_, clone_});
    menu.addSeparator();
    menu.addActions({up_, down_, again_, remove_});
    menu.exec(table_->viewport()->mapToGlobal(at));
}

void QueueView::move(int by) {
    if (const auto rows = selectedRows(); rows.size() == 1)
        Q_EMIT moveRequested(rows.first(), rows.first() + by);
}

}  // namespace isonet::widgets
