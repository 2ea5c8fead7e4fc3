#include "app/workbench/RunsPage.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QHash>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>

#include "app/workbench/RunFollowers.h"
#include "app/workbench/RunIndex.h"
#include "app/workbench/RunNotesFile.h"
#include "app/workbench/Wastebasket.h"
#include "widgets/CompareView.h"
#include "widgets/ComparedRuns.h"
#include "widgets/RunTable.h"
#include "widgets/RunTableModel.h"
#include "widgets/ViewOptions.h"

namespace isonet::workbench {

RunsPage::RunsPage(QWidget* parent)
    : QWidget(parent),
      index_(new RunIndex(this)),
      followers_(new RunFollowers(this)),
      compared_(new widgets::ComparedRuns(this)),
      table_(new widgets::RunTable),
      comparison_(new widgets::CompareView(compared_)),
      split_(new QSplitter(Qt::Vertical)) {
    setObjectName(QStringLiteral("runsPage"));
    split_->addWidget(table_);
    split_->addWidget(comparison_);
    split_->setStretchFactor(0, 2);
    split_->setStretchFactor(1, 3);
    split_->setSizes({300, 500});
    split_->setChildrenCollapsible(true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(split_);

    connect(index_, &RunIndex::indexed, this,
            [this](const std::vector<widgets::RunEntry>& runs, bool looking, const QString& problem) {
                table_->setRuns(runs);
                table_->setNotice(!problem.isEmpty() ? problem
                                  : looking          ? QStringLiteral("Reading the folders …")
                                                     : QString());
            });
    connect(followers_, &RunFollowers::updated, this, &RunsPage::takeUpdate);
    connect(table_, &widgets::RunTable::opened, this, [this](const QString& path) {
        if (!path.isEmpty())
            Q_EMIT opened(path);
    });
    connect(table_, &widgets::RunTable::resumeRequested, this, &RunsPage::resumeRequested);
    connect(table_, &widgets::RunTable::cloneRequested, this, [this](const QString& path) {
        if (const auto* run = table_->model()->find(path); run && run->config)
            Q_EMIT cloneRequested(*run->config, run->name);
    });
    connect(table_, &widgets::RunTable::trashRequested, this, &RunsPage::askAndTrash);
    connect(table_, &widgets::RunTable::folderRequested, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(table_, &widgets::RunTable::notesEdited, this, [this](const QString& path, const widgets::RunNotes& notes) {
        try {
            writeNotes(path, notes);
        } catch (const std::exception& e) {
            Q_EMIT failed(QStringLiteral("The notes of %1 were not kept").arg(QFileInfo(path).fileName()),
                          QString::fromUtf8(e.what()));
            index_->refresh();
        }
    });
    connect(table_, &widgets::RunTable::comparisonChanged, this, &RunsPage::compare);
    connect(table_, &widgets::RunTable::addFolderRequested, this, &RunsPage::addFolder);
    connect(table_, &widgets::RunTable::removeFolderRequested, this, [this](const QString& folder) {
        others_.removeAll(folder);
        foldersChanged();
    });
}

RunsPage::~RunsPage() {
    // Their last signals must not find half a page.
    delete index_;
    delete followers_;
}

void RunsPage::setFolders(const QString& first, const QStringList& others) {
    first_ = first;
    others_ = others;
    foldersChanged();
}

void RunsPage::foldersChanged() {
    QStringList all{first_};
    all += others_;
    all.removeDuplicates();
    table_->setFolders(all);
    index_->setFolders(all);
}

void RunsPage::addFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, QStringLiteral("Add a folder of runs"), first_);
    if (folder.isEmpty() || folder == first_ || others_.contains(folder))
        return;
    others_.append(folder);
    foldersChanged();
}

void RunsPage::setStatus(const QString& path, const telemetry::RunStatus& status) {
    table_->model()->setStatus(path, status);
}

void RunsPage::refresh() {
    index_->refresh();
}

void RunsPage::showEvent(QShowEvent* event) {
    index_->setWatching(true);
    followers_->setWatching(true);
    QWidget::showEvent(event);
}

void RunsPage::hideEvent(QHideEvent* event) {
    index_->setWatching(false);
    followers_->setWatching(false);
    QWidget::hideEvent(event);
}

void RunsPage::compare() {
    std::vector<const widgets::RunEntry*> entries;
    QStringList groups, paths = table_->model()->checked();
    const QString key = table_->groupKey();
    for (const auto& path : std::as_const(paths)) {
        entries.push_back(table_->model()->find(path));
        groups.append(key.isEmpty() ? QString() : table_->model()->groupOf(*entries.back(), key));
    }
    compared_->setRuns(entries, groups);
    comparison_->setEntries(entries);
    QHash<QString, int> colours;
    for (const auto& run : compared_->runs())
        colours.insert(run.path, run.colour);
    table_->model()->setColours(colours);
    followers_->follow(paths);
}

void RunsPage::takeUpdate(const RunUpdate& update) {
    auto* data = compared_->dataOf(update.path);
    if (!data)
        return;
    if (update.config)
        data->setConfig(*update.config);
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            data->dropFrom(*batch.restartStep);
        data->append(batch.records);
    }
}

void RunsPage::askAndTrash(const QStringList& paths) {
    if (paths.isEmpty())
        return;
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("trashQuestion"));
    box.setWindowTitle(QStringLiteral("ISONet Workbench"));
    box.setText(paths.size() == 1
                    ? QStringLiteral("Move %1 to the wastebasket?").arg(QFileInfo(paths.first()).fileName())
                    : QStringLiteral("Move %1 runs to the wastebasket?").arg(paths.size()));
    box.setInformativeText(QStringLiteral("Their values and checkpoints can be brought back from there."));
    auto* keep = box.addButton(QStringLiteral("Keep"), QMessageBox::RejectRole);
    auto* move = box.addButton(QStringLiteral("Move"), QMessageBox::AcceptRole);
    box.setDefaultButton(move);
    box.setEscapeButton(keep);
    box.exec();
    if (box.clickedButton() != move)
        return;
    if (const QString problem = moveToTrash(paths); !problem.isEmpty())
        Q_EMIT failed(QStringLiteral("Not all runs were moved"), problem);
}

QString RunsPage::moveToTrash(const QStringList& paths) {
    const Trashed moved = moveToWastebasket(paths);
    if (!moved.gone.isEmpty())
        Q_EMIT trashed(moved.gone);
    index_->refresh();
    return moved.problem;
}

void RunsPage::restoreSettings() {
    QSettings settings;
    split_->restoreState(settings.value(QStringLiteral("table/split")).toByteArray());
    table_->setState(settings.value(QStringLiteral("table/state")).toByteArray());
    comparison_->viewOptions()->setState(settings.value(QStringLiteral("table/view")).toMap());
}

void RunsPage::saveSettings() const {
    QSettings settings;
    settings.setValue(QStringLiteral("table/split"), split_->saveState());
    settings.setValue(QStringLiteral("table/state"), table_->state());
    settings.setValue(QStringLiteral("table/view"), comparison_->viewOptions()->state());
    settings.setValue(QStringLiteral("runs/others"), others_);
}

}  // namespace isonet::workbench
