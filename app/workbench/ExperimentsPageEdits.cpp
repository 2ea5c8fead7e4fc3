// New queues, and changes of those that are there.
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <algorithm>

#include "app/workbench/Background.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/QueueIndex.h"
#include "app/workbench/Wastebasket.h"
#include "widgets/ExperimentDialog.h"
#include "widgets/QueueModel.h"
#include "widgets/ScaleForm.h"

namespace isonet::workbench {

namespace {

QString problemOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const std::exception& e) {
        return QString::fromUtf8(e.what()).trimmed();
    }
    return {};
}

}  // namespace

void ExperimentsPage::inBackground(std::function<QString()> work, std::function<void(const QString&)> then) {
    pool_.start([this, work = std::move(work), then = std::move(then)] {
        const QString problem = work();
        QMetaObject::invokeMethod(
            this, [problem, then] { then(problem); }, Qt::QueuedConnection);
    });
}

void ExperimentsPage::newFromTable(const QString& name) {
    widgets::ExperimentDialog dialog(draft_(), first_, this);
    dialog.showTable(name.isEmpty() ? QStringLiteral("table1") : name);
    ask(dialog);
}

void ExperimentsPage::newSweep() {
    widgets::ExperimentDialog dialog(draft_(), first_, this);
    dialog.showSweep();
    ask(dialog);
}

void ExperimentsPage::openFile(const QString& file) {
    config::Experiment experiment;
    if (const QString problem = problemOf([&] { experiment = config::loadExperiment(file.toStdString()); });
        !problem.isEmpty()) {
        Q_EMIT failed(QStringLiteral("%1 cannot be opened as an experiment").arg(QFileInfo(file).fileName()), problem);
        return;
    }
    widgets::ExperimentDialog dialog(draft_(), first_, this);
    dialog.showFile(experiment);
    ask(dialog);
}

void ExperimentsPage::ask(widgets::ExperimentDialog& dialog) {
    connect(&dialog, &widgets::ExperimentDialog::dataAsked, background_, &Background::findData);
    connect(background_, &Background::dataFound, &dialog, &widgets::ExperimentDialog::setDataMessage);
    connect(&dialog, &widgets::ExperimentDialog::rootRequested, &dialog, [this, &dialog] {
        const QString folder = QFileDialog::getExistingDirectory(this, QStringLiteral("Folder of the data"));
        if (!folder.isEmpty())
            dialog.scale()->setRoot(folder);
    });
    if (dialog.experiment())
        background_->findData(dialog.experiment()->rows.front().config);
    if (dialog.exec() == QDialog::Accepted && dialog.experiment())
        create(*dialog.experiment(), dialog.runNow());
}

void ExperimentsPage::create(const config::Experiment& experiment, bool run) {
    auto folder = std::make_shared<std::string>();
    inBackground(
        [experiment, folder, root = first_.toStdString()] {
            return problemOf([&] {
                const auto path = telemetry::RunDirectory::freshPath(root, experiment.name);
                experiments::Queue::create(path, experiment).writeResults();
                *folder = path.string();
            });
        },
        [this, folder, run](const QString& problem) {
            if (!problem.isEmpty()) {
                Q_EMIT failed(QStringLiteral("The queue was not made"), problem);
                return;
            }
            const QString path = QString::fromStdString(*folder);
            showQueue(path);
            Q_EMIT made(path);
            if (run)
                Q_EMIT runRequested(path);
        });
}

void ExperimentsPage::change(const std::function<void(config::Experiment&)>& edit) {
    const QString folder = selected();
    // At once in the table; the file follows, and the index after it.
    auto shown = view_->model()->queue();
    const auto before = shown.experiment.rows;
    edit(shown.experiment);
    std::vector<experiments::RowResult> results;
    for (const auto& row : shown.experiment.rows)
        for (std::size_t i = 0; i < before.size(); ++i)
            if (before[i].id == row.id)
                results.push_back(shown.results[i]);
    shown.results = std::move(results);
    view_->setQueue(shown);
    inBackground(
        [folder, edit] {
            return problemOf([&] {
                auto queue = experiments::Queue::open(folder.toStdString());
                auto experiment = queue.experiment();
                edit(experiment);
                queue.change(experiment);
                queue.writeResults();
            });
        },
        [this](const QString& problem) {
            if (!problem.isEmpty())
                Q_EMIT failed(QStringLiteral("The queue was not changed"), problem);
            index_->refresh();
            if (!problem.isEmpty())
                showSelected();  // as it was
        });
}

void ExperimentsPage::moveRow(int from, int to) {
    auto* model = view_->model();
    if (from == to || !model->isMovable(from) || to < 0 || to >= model->rowCount())
        return;
    const std::string id = model->row(from).id;
    change([id, to](config::Experiment& experiment) {
        auto& rows = experiment.rows;
        const auto found = std::ranges::find(rows, id, &config::ExperimentRow::id);
        if (found == rows.end())
            return;
        auto row = *found;
        rows.erase(found);
        rows.insert(rows.begin() + std::min<std::ptrdiff_t>(to, std::ssize(rows)), std::move(row));
    });
    view_->selectRow(model->rowOf(QString::fromStdString(id)));
}

void ExperimentsPage::removeRows(const QStringList& ids) {
    change([ids](config::Experiment& experiment) {
        std::erase_if(experiment.rows, [&](const auto& row) { return ids.contains(QString::fromStdString(row.id)); });
    });
}

void ExperimentsPage::runAgain(const QStringList& ids) {
    QStringList runs;
    for (const auto& id : ids)
        if (const int row = view_->model()->rowOf(id); row >= 0)
            runs += QString::fromStdString(view_->model()->result(row).run.string());
    if (runs.isEmpty())
        return;
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("againQuestion"));
    box.setWindowTitle(QStringLiteral("ISONet Workbench"));
    box.setText(runs.size() == 1 ? QStringLiteral("Run %1 again from the start?").arg(ids.first())
                                 : QStringLiteral("Run %1 rows again from the start?").arg(runs.size()));
    box.setInformativeText(QStringLiteral("What they have by now goes to the wastebasket."));
    auto* keep = box.addButton(QStringLiteral("Keep"), QMessageBox::RejectRole);
    auto* again = box.addButton(QStringLiteral("Run again"), QMessageBox::AcceptRole);
    box.setDefaultButton(again);
    box.setEscapeButton(keep);
    box.exec();
    if (box.clickedButton() != again)
        return;
    auto moved = std::make_shared<Trashed>();
    inBackground(
        [moved, runs] {
            *moved = moveToWastebasket(runs);
            return moved->problem;
        },
        [this, moved](const QString& problem) {
            if (!problem.isEmpty())
                Q_EMIT failed(QStringLiteral("Not all runs were moved"), problem);
            if (!moved->gone.isEmpty())
                Q_EMIT trashed(moved->gone);
            index_->refresh();
        });
}

void ExperimentsPage::chooseFile() {
    QSettings settings;
    const QString file =
        QFileDialog::getOpenFileName(this, QStringLiteral("Open an experiment file"),
                                     settings.value(QStringLiteral("experiments/files"), QDir::homePath()).toString(),
                                     QStringLiteral("Experiments (*.yaml *.yml);;All files (*)"));
    if (file.isEmpty())
        return;
    settings.setValue(QStringLiteral("experiments/files"), QFileInfo(file).absolutePath());
    openFile(file);
}

void ExperimentsPage::chooseQueue() {
    const QString folder = QFileDialog::getExistingDirectory(this, QStringLiteral("Open a queue"), first_);
    if (folder.isEmpty())
        return;
    if (experiments::isQueue(folder.toStdString()))
        showQueue(folder);
    else
        Q_EMIT failed(
            QStringLiteral("%1 is not a queue").arg(QFileInfo(folder).fileName()),
            QStringLiteral("%1 holds no experiment.yaml. Choose the folder that isonet reproduce or New queue "
                           "made.")
                .arg(folder));
}

}  // namespace isonet::workbench
