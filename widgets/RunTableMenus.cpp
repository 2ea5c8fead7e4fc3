// The menus of the table of runs and what they do; what of the table is kept between sessions.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDataStream>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QTableView>
#include <algorithm>

#include "widgets/PlotColours.h"
#include "widgets/RunFilter.h"
#include "widgets/RunTable.h"
#include "widgets/RunTableModel.h"
#include "widgets/Theme.h"

namespace isonet::widgets {
namespace {

constexpr int stateVersion = 1;

}  // namespace

void RunTable::fillRunMenu(QMenu& menu) {
    const auto paths = selected();
    menu.addActions({open_, resume_, clone_});
    menu.addSeparator();
    menu.addActions({compare_, clear_});
    menu.addSeparator();
    menu.addAction(tags_);
    auto* note = menu.addAction(tr("Note …"), this, [this, paths] {
        bool ok = false;
        RunNotes notes = notesOf(paths.first());
        const QString text = QInputDialog::getMultiLineText(
            this, tr("Note"), tr("What is worth remembering about this run"), notes.note, &ok);
        if (!ok)
            return;
        notes.note = text.trimmed();
        model_->setNotes(paths.first(), notes);
        Q_EMIT notesEdited(paths.first(), notes);
    });
    note->setEnabled(paths.size() == 1);
    auto* colours = menu.addMenu(tr("Colour"));
    colours->addAction(tr("By its place in the comparison"), this, [this, paths] { setColour(paths, -1); });
    const QStringList names{tr("Blue"), tr("Vermilion"), tr("Green"), tr("Purple"), tr("Ochre"), tr("Sky"), tr("Grey")};
    for (int i = 0; i < names.size(); ++i) {
        QPixmap swatch(14, 14);
        swatch.fill(PlotColours::of(palette()).series(i));
        colours->addAction(QIcon(swatch), names[i], this, [this, paths, i] { setColour(paths, i); });
    }
    menu.addSeparator();
    menu.addAction(themedIcon(QStringLiteral("folder")), tr("Show the folder"), this,
                   [this, paths] { Q_EMIT folderRequested(paths.first()); });
    menu.addAction(tr("Copy the path"), this,
                   [paths] { QApplication::clipboard()->setText(paths.join(QLatin1Char('\n'))); });
    menu.addSeparator();
    menu.addAction(trash_);
}

void RunTable::fillFolderMenu(QMenu& menu) {
    menu.addAction(tr("Add a folder …"), this, &RunTable::addFolderRequested);
    menu.addSeparator();
    for (const auto& folder : std::as_const(folders_)) {
        if (folder == folders_.first()) {
            menu.addAction(tr("%1 (new runs go here)").arg(folder))->setEnabled(false);
            continue;
        }
        menu.addAction(tr("Leave out %1").arg(folder), this, [this, folder] { Q_EMIT removeFolderRequested(folder); });
    }
}

void RunTable::fillColumnMenu(QMenu& menu) {
    for (int column = 1; column < model_->columnCount(); ++column) {
        const QString title = model_->columnTitle(column);
        auto* action = menu.addAction(title, this, [this, column, title](bool on) {
            hidden_.removeAll(title);
            if (!on)
                hidden_.append(title);
            view_->setColumnHidden(column, !on);
        });
        action->setCheckable(true);
        action->setChecked(!view_->isColumnHidden(column));
    }
}

void RunTable::editTags(const QStringList& paths) {
    if (paths.isEmpty())
        return;
    bool ok = false;
    const QString text = QInputDialog::getText(
        this, tr("Tags"), tr("Tags of %n run(s), separated by commas", nullptr, int(paths.size())), QLineEdit::Normal,
        notesOf(paths.first()).tags.join(QStringLiteral(", ")), &ok);
    if (!ok)
        return;
    for (const auto& path : paths)
        if (const int row = model_->rowOf(path); row >= 0)
            model_->setData(model_->index(row, RunTableModel::Tags), text, Qt::EditRole);
}

void RunTable::setColour(const QStringList& paths, int colour) {
    for (const auto& path : paths) {
        RunNotes notes = notesOf(path);
        notes.colour = colour;
        model_->setNotes(path, notes);
        Q_EMIT notesEdited(path, notes);
    }
    Q_EMIT comparisonChanged();
}

QByteArray RunTable::state() const {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << stateVersion << hidden_ << int(view_->horizontalHeader()->sortIndicatorSection())
        << int(view_->horizontalHeader()->sortIndicatorOrder()) << groupKey();
    return bytes;
}

void RunTable::setState(const QByteArray& state) {
    QDataStream in(state);
    int version = 0, column = 0, order = 0;
    QString group;
    in >> version >> hidden_ >> column >> order >> group;
    if (in.status() != QDataStream::Ok || version != stateVersion) {
        hidden_.clear();
        return;
    }
    for (int i = 0; i < model_->columnCount(); ++i)
        view_->setColumnHidden(i, hidden_.contains(model_->columnTitle(i)));
    if (column >= 0 && column < RunTableModel::Fixed)
        view_->sortByColumn(column, order == int(Qt::AscendingOrder) ? Qt::AscendingOrder : Qt::DescendingOrder);
    if (groups_->findData(group) < 0 && !group.isEmpty())
        groups_->addItem(tr("By %1").arg(group), group);
    groups_->setCurrentIndex(std::max(0, groups_->findData(group)));
    filter_->setGroup(groupKey());
    view_->verticalHeader()->setVisible(!groupKey().isEmpty());
}

}  // namespace isonet::widgets
