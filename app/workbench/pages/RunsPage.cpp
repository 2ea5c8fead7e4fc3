#include "app/workbench/pages/RunsPage.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHash>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QUrl>
#include <QVBoxLayout>
#include <memory>

#include "app/workbench/pages/CloneQuestion.h"
#include "app/workbench/pages/SerialWork.h"
#include "app/workbench/runs/ComparisonFollower.h"
#include "app/workbench/runs/RunIndex.h"
#include "app/workbench/runs/RunNotesFile.h"
#include "app/workbench/runs/RunRename.h"
#include "app/workbench/runs/RunTrash.h"
#include "app/workbench/runs/ScalarReader.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunSession.h"
#include "widgets/common/OverwriteQuestion.h"
#include "widgets/plot/PlotExport.h"
#include "widgets/plot/ViewOptions.h"
#include "widgets/runs/CompareView.h"
#include "widgets/runs/ComparedRuns.h"
#include "widgets/runs/ReadingBar.h"
#include "widgets/runs/RunTable.h"
#include "widgets/runs/RunTableModel.h"

namespace isonet::workbench {

RunsPage::RunsPage(RunSession& session, RunFolders& folders, Notices& notices, QWidget* parent)
    : QWidget(parent),
      session_(session),
      folders_(folders),
      notices_(notices),
      index_(new RunIndex(this)),
      followers_(new ComparisonFollower(this)),
      scalars_(new ScalarReader(this)),
      compared_(new widgets::ComparedRuns(this)),
      table_(new widgets::RunTable),
      comparison_(new widgets::CompareView(compared_)),
      split_(new QSplitter(Qt::Vertical)),
      work_(new SerialWork(this)) {
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
    connectParts();
    connectTable();
}

RunsPage::~RunsPage() {
    delete work_;
    // Their last signals must not reach a half-destroyed page.
    delete index_;
    delete followers_;
    delete scalars_;
}

void RunsPage::connectParts() {
    connect(index_, &RunIndex::indexed, this,
            [this](const std::vector<widgets::RunEntry>& runs, bool looking, const QString& problem) {
                table_->setRuns(runs);
                table_->setNotice(!problem.isEmpty() ? problem : looking ? tr("Reading the folders…") : QString());
            });
    connect(followers_, &ComparisonFollower::updated, this, &RunsPage::takeUpdate);
    connect(followers_, &ComparisonFollower::progressed, comparison_->reading(), &widgets::ReadingBar::setProgress);
    connect(comparison_->reading(), &widgets::ReadingBar::readingToggled, followers_, &ComparisonFollower::setReading);
    connect(scalars_, &ScalarReader::changed, this, &RunsPage::showScalars);
    comparison_->setListedRuns(
        [this] {
            std::vector<const widgets::RunEntry*> runs;
            for (const auto& path : table_->listed())
                runs.push_back(table_->model()->find(path));
            return runs;
        },
        [this](const widgets::RunEntry& run, int column) { return table_->model()->cellNumber(run, column); });
    connect(comparison_, &widgets::CompareView::runsClicked, table_, &widgets::RunTable::select);
    connect(comparison_, &widgets::CompareView::csvRequested, this, &RunsPage::saveCsv);
    connect(&folders_, &RunFolders::changed, this, &RunsPage::showFolders);
    connect(&session_, &RunSession::runsChanged, index_, &RunIndex::refresh);
    connect(&session_, &RunSession::trainingStatusChanged, table_->model(), &widgets::RunTableModel::setStatus);
}

void RunsPage::connectTable() {
    connect(table_, &widgets::RunTable::opened, this, [this](const QString& path) {
        if (path.isEmpty())
            return;
        session_.show(path);
        Q_EMIT opened();
    });
    connect(table_, &widgets::RunTable::resumeRequested, this, [this](const QString& path) {
        session_.showAndResumeAtPlace(path);
        Q_EMIT opened();
    });
    connect(table_, &widgets::RunTable::cloneRequested, this, [this](const QString& path) {
        const auto* run = table_->model()->find(path);
        if (!run || !run->config)
            return;
        const QString name = run->name;  // the table may be filled again while the question is open
        if (const auto config = askWhichConfiguration(this, runName(name), {*run->config, run->changes}))
            Q_EMIT cloneRequested(*config, name);
    });
    connect(table_, &widgets::RunTable::trashRequested, this, &RunsPage::askAndTrash);
    connect(table_, &widgets::RunTable::folderRequested, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(table_, &widgets::RunTable::notesEdited, this, [this](const QString& path, const widgets::RunNotes& notes) {
        try {
            writeNotes(path, notes);
        } catch (const std::exception& e) {
            notices_.error(tr("The notes of %1 were not saved").arg(QFileInfo(path).fileName()),
                           QString::fromUtf8(e.what()));
            index_->refresh();
        }
    });
    connect(table_, &widgets::RunTable::comparisonChanged, this, &RunsPage::compare);
    connect(table_, &widgets::RunTable::renameRequested, this, &RunsPage::rename);
    connect(table_, &widgets::RunTable::selectionChanged, this, [this] { compared_->setSelected(table_->selected()); });
    connect(table_, &widgets::RunTable::listChanged, this, [this] {
        readScalars();
        comparison_->refreshRelations();
    });
    connect(table_, &widgets::RunTable::statisticChanged, this, [this] {
        comparison_->setStatistic(table_->model()->statistic());
        readScalars();
    });
    connect(table_, &widgets::RunTable::addFolderRequested, this, &RunsPage::addFolder);
    connect(table_, &widgets::RunTable::removeFolderRequested, this, [this](const QString& folder) {
        QStringList others = folders_.others();
        others.removeAll(folder);
        folders_.setOthers(others);
    });
}

void RunsPage::showFolders() {
    const QStringList all = folders_.all();
    table_->setFolders(all);
    index_->setFolders(all);
}

void RunsPage::addFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add a folder of runs"), folders_.primary());
    if (!folder.isEmpty() && !folders_.all().contains(folder))
        folders_.setOthers(folders_.others() + QStringList{folder});
}

void RunsPage::showEvent(QShowEvent* event) {
    index_->setWatching(true);
    followers_->setWatching(true);
    scalars_->setWatching(true);
    QWidget::showEvent(event);
}

void RunsPage::hideEvent(QHideEvent* event) {
    index_->setWatching(false);
    followers_->setWatching(false);
    scalars_->setWatching(false);
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
    compared_->setRuns(entries, groups, table_->colorsOf(paths));
    comparison_->setEntries(entries);
    QHash<QString, int> colors;
    for (const auto& run : compared_->runs())
        colors.insert(run.path, run.color);
    table_->model()->setColors(colors);
    comparison_->reading()->restart();
    followers_->follow(paths);
}

void RunsPage::takeUpdate(const RunUpdate& update) {
    auto* data = compared_->dataOf(update.path);
    if (!data)
        return;
    if (update.history)
        data->setConfig(update.history->inForce());
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            data->dropFrom(*batch.restartStep);
        data->append(batch.records);
    }
}

// The last values are in the status files; for others the runs are read.
void RunsPage::readScalars() {
    const bool wanted = table_->model()->statistic().kind != widgets::Statistic::Last;
    QStringList paths;
    if (wanted)
        for (const auto& run : table_->model()->runs())
            paths.append(run.path);
    scalars_->read(paths);
    for (const auto& path : std::as_const(paths))
        showScalars(path);
}

void RunsPage::showScalars(const QString& path) {
    if (const auto values = scalars_->values(path, table_->model()->statistic())) {
        table_->model()->setScalars(path, *values);
        comparison_->refreshRelations();
    }
}

void RunsPage::rename(const QString& path, const QString& name) {
    auto result = std::make_shared<RenameResult>();
    work_->run([result, path, name] { *result = renameRun(path, name); },
               [this, result, path](const QString&) {
                   if (!result->problem.isEmpty())
                       notices_.error(tr("%1 was not renamed").arg(QFileInfo(path).fileName()), result->problem);
                   if (result->path == path)
                       return;
                   table_->model()->setPath(path, result->path);
                   session_.runMoved(path, result->path);
               });
}

void RunsPage::saveCsv(const QByteArray& csv, const QString& name) {
    QSettings settings;
    const QString key = QStringLiteral("table/csvFolder");
    const QString folder = settings.value(key, QDir::homePath()).toString();
    QString file = QFileDialog::getSaveFileName(this, tr("Save comparison"), QDir(folder).filePath(name),
                                                QStringLiteral("CSV (*.csv)"));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty()) {
        file += QStringLiteral(".csv");
        if (!widgets::mayWrite(file, this))
            return;
    }
    settings.setValue(key, QFileInfo(file).absolutePath());
    if (const QString problem = widgets::saveBytes(csv, file); !problem.isEmpty())
        notices_.error(tr("The comparison was not saved"), problem);
    else
        notices_.showStatus(tr("Saved %1").arg(file), 5000);
}

void RunsPage::askAndTrash(const QStringList& paths) {
    if (paths.isEmpty())
        return;
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("trashQuestion"));
    box.setWindowTitle(tr("ISONet Workbench"));
    box.setTextFormat(Qt::PlainText);
    box.setText(paths.size() == 1 ? tr("Move %1 to the trash?").arg(QFileInfo(paths.first()).fileName())
                                  : tr("Move %1 runs to the trash?").arg(paths.size()));
    box.setInformativeText(tr("Their values and checkpoints can be restored from there."));
    auto* keep = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    auto* move = box.addButton(tr("Move to trash"), QMessageBox::AcceptRole);
    box.setDefaultButton(move);
    box.setEscapeButton(keep);
    box.exec();
    if (box.clickedButton() != move)
        return;
    auto moved = std::make_shared<TrashResult>();
    work_->run([moved, paths] { *moved = trashRuns(paths); },
               [this, moved](const QString&) {
                   session_.forget(moved->gone);
                   if (!moved->problem.isEmpty())
                       notices_.error(tr("Some runs were not moved"), moved->problem);
               });
}

QString RunsPage::moveToTrash(const QStringList& paths) {
    const TrashResult moved = trashRuns(paths);
    session_.forget(moved.gone);
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
}

}  // namespace isonet::workbench
