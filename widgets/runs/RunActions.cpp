#include "widgets/runs/RunActions.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>

#include "widgets/common/Theme.h"
#include "widgets/plot/PlotColors.h"
#include "widgets/runs/NoteDialog.h"
#include "widgets/runs/RunColors.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::widgets {

RunActions::RunActions(RunTableModel* model, QWidget* window) : QObject(window), model_(model), window_(window) {
    open_ = make(tr("Open"), QStringLiteral("open"), tr("Show the plots of the run (Return, double-click)"),
                 "tableOpen", [this] { Q_EMIT opened(paths_.value(0)); });
    resume_ = make(tr("Resume"), QStringLiteral("resume"), tr("Resume training from the latest checkpoint"),
                   "tableResume", [this] { Q_EMIT resumeRequested(paths_.value(0)); });
    clone_ = make(tr("Clone"), QStringLiteral("copy"), tr("Edit a copy of the configuration as a new experiment"),
                  "tableClone", [this] { Q_EMIT cloneRequested(paths_.value(0)); });
    compare_ = make(tr("Compare"), QStringLiteral("plot-lines"), tr("Compare only the selected runs"), "tableCompare",
                    [this] { model_->setAllChecked(paths_); });
    clear_ = make(tr("Clear comparison"), {}, tr("Uncheck all runs"), "", [this] { model_->setAllChecked({}); });
    tags_ = make(tr("Tags…"), {}, tr("Edit the tags of the selected runs"), "", [this] { editTags(); });
    rename_ = make(tr("Rename…"), {}, tr("Give the run's folder another name; notes, color and check mark stay"),
                   "tableRename", [this] { askName(); });
    trash_ = make(tr("Move to trash…"), QStringLiteral("close"), tr("Move the selected runs to the trash (Delete)"),
                  "tableTrash", [this] { Q_EMIT trashRequested(paths_); });
    refresh();
}

QAction* RunActions::make(const QString& text, const QString& icon, const QString& tooltip, const char* name,
                          const std::function<void()>& action) {
    auto* made = new QAction(icon.isEmpty() ? QIcon() : themedIcon(icon), text, window_);
    made->setToolTip(tooltip);
    made->setObjectName(QLatin1String(name));
    connect(made, &QAction::triggered, this, action);
    return made;
}

void RunActions::setSelection(const QStringList& paths) {
    paths_ = paths;
    refresh();
}

void RunActions::refresh() {
    using telemetry::RunState;
    const auto* run = paths_.size() == 1 ? model_->find(paths_.first()) : nullptr;
    open_->setEnabled(run);
    resume_->setEnabled(run && run->hasCheckpoint && run->config &&
                        (run->status.state == RunState::Interrupted || run->status.state == RunState::Diverged ||
                         run->status.state == RunState::Failed));
    clone_->setEnabled(run && run->config);
    rename_->setEnabled(run);
    for (auto* action : {compare_, tags_, trash_})
        action->setEnabled(!paths_.isEmpty());
    clear_->setEnabled(!model_->checked().isEmpty());
}

void RunActions::fillMenu(QMenu& menu) {
    menu.addActions({open_, resume_, clone_});
    menu.addSeparator();
    menu.addActions({compare_, clear_});
    menu.addSeparator();
    menu.addAction(rename_);
    menu.addAction(tags_);
    menu.addAction(tr("Note…"), this, &RunActions::editNote)->setEnabled(paths_.size() == 1);
    auto* colors = menu.addMenu(tr("Color"));
    colors->addAction(tr("Automatic"), this, [this] { setColor(-1); });
    const QStringList names = seriesColorNames();
    for (int i = 0; i < names.size(); ++i)
        colors->addAction(seriesSwatch(i), names[i], this, [this, i] { setColor(i); });
    menu.addSeparator();
    menu.addAction(themedIcon(QStringLiteral("folder")), tr("Show in folder"), this,
                   [this] { Q_EMIT folderRequested(paths_.value(0)); });
    menu.addAction(tr("Copy path"), this,
                   [this] { QApplication::clipboard()->setText(paths_.join(QLatin1Char('\n'))); });
    menu.addSeparator();
    menu.addAction(trash_);
}

void RunActions::editNote() {
    const QString path = paths_.value(0);
    RunNotes notes = notesOf(path);
    const auto text = askForNote(window_, QFileInfo(path).fileName(), notes.note);
    if (!text)
        return;
    notes.note = *text;
    setNotes(path, notes);
}

void RunActions::askName() {
    const QString path = paths_.value(0);
    const auto* run = model_->find(path);
    if (!run)
        return;
    const QString now = path.section(QLatin1Char('/'), -1);
    bool ok = false;
    const QString name =
        QInputDialog::getText(window_, tr("Rename"), tr("New name of %1").arg(now), QLineEdit::Normal, now, &ok)
            .trimmed();
    if (ok && name != now)
        Q_EMIT renameRequested(path, name);
}

void RunActions::editTags() {
    if (paths_.isEmpty())
        return;
    const QStringList paths = paths_;
    bool ok = false;
    const QString label =
        paths.size() == 1
            ? tr("Tags of %1, separated by commas").arg(paths.first().section(QLatin1Char('/'), -1))
            : tr("Tags of %1 runs, separated by commas; they replace the existing ones").arg(paths.size());
    const QString text = QInputDialog::getText(window_, tr("Tags"), label, QLineEdit::Normal,
                                               notesOf(paths.first()).tags.join(QStringLiteral(", ")), &ok);
    if (!ok)
        return;
    for (const auto& path : paths)
        if (const int row = model_->rowOf(path); row >= 0)
            model_->setData(model_->index(row, RunTableModel::Tags), text, Qt::EditRole);
}

void RunActions::setColor(int color) {
    for (const auto& path : std::as_const(paths_)) {
        RunNotes notes = notesOf(path);
        notes.color = color;
        setNotes(path, notes);
    }
    Q_EMIT colorsChanged();
}

void RunActions::setNotes(const QString& path, const RunNotes& notes) {
    model_->setNotes(path, notes);
    Q_EMIT notesEdited(path, notes);
}

RunNotes RunActions::notesOf(const QString& path) const {
    const auto* run = model_->find(path);
    return run ? run->notes : RunNotes{};
}

}  // namespace isonet::widgets
