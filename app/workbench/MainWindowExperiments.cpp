// Queues of runs: training them here, and what the page of experiments asks for.
#include <QAction>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStatusBar>

#include "app/workbench/Background.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/MainWindow.h"
#include "app/workbench/RunsPage.h"
#include "widgets/Format.h"
#include "widgets/MessageBar.h"
#include "widgets/QueueEntry.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::MessageBar;
using widgets::QueueActivity;

namespace {

const QString runningQueue = QStringLiteral("experiments/running");

}  // namespace

// Has a key that experiments have and single configurations do not.
bool MainWindow::isExperimentFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    static const QRegularExpression keys(QStringLiteral("^(experiment|base|rows|vary)\\s*:"),
                                         QRegularExpression::MultilineOption);
    return keys.match(QString::fromUtf8(file.read(1 << 16))).hasMatch();
}

void MainWindow::connectExperiments() {
    experimentsPage_->setDraft([this] { return draft_; });
    connect(experimentsPage_, &ExperimentsPage::runRequested, this, &MainWindow::runQueue);
    connect(experimentsPage_, &ExperimentsPage::pauseRequested, this, [this](bool afterRow) {
        if (afterRow)
            worker_->pauseAfterRow(true);
        else
            worker_->pause();
        refreshActions();
    });
    connect(experimentsPage_, &ExperimentsPage::stopRequested, act_.stop, &QAction::trigger);
    connect(experimentsPage_, &ExperimentsPage::selectionChanged, this, &MainWindow::refreshExperiments);
    connect(experimentsPage_, &ExperimentsPage::made, this, [this] { showPage(Page::Experiments); });
    connect(experimentsPage_, &ExperimentsPage::opened, this, [this](const QString& run) {
        showRun(run);
        showPage(Page::Train);
    });
    connect(experimentsPage_, &ExperimentsPage::cloneRequested, this, &MainWindow::cloneConfig);
    connect(experimentsPage_, &ExperimentsPage::trashed, this, [this](const QStringList& runs) {
        if (runs.contains(shown_))
            showDraft(draft_);
        runsPage_->refresh();
    });
    connect(experimentsPage_, &ExperimentsPage::failed, this, [this](const QString& title, const QString& text) {
        bar_->showMessage(MessageBar::Kind::Error, title, text);
    });
    connect(experimentsPage_, &ExperimentsPage::told, this,
            [this](const QString& words) { statusBar()->showMessage(words, 5000); });
    connect(worker_, &TrainingWorker::rowBegan, this, [this](const QString& path) {
        trainedHere_ = path;
        trainingStatus_.reset();
        follower_->wake();
        experimentsPage_->refresh();
        refreshActions();
    });
    connect(worker_, &TrainingWorker::rowEnded, this, [this] {
        experimentsPage_->refresh();
        runsPage_->refresh();
        follower_->wake();
        refreshActions();
    });
    connect(worker_, &TrainingWorker::queueEnded, this, &MainWindow::queueEnded);
}

QString MainWindow::whatTrains() const {
    if (!worker_->isBusy())
        return {};
    if (!worker_->queue().isEmpty())
        return QStringLiteral("The queue ") + nameOf(worker_->queue());
    return worker_->path().isEmpty() ? QStringLiteral("A run") : nameOf(worker_->path());
}

void MainWindow::runQueue(const QString& folder) {
    if (worker_->isBusy()) {
        if (worker_->queue() != folder) {
            bar_->showMessage(MessageBar::Kind::Warning, QStringLiteral("The queue has to wait"),
                              QStringLiteral("%1 is being trained. Stop it first.").arg(whatTrains()));
            return;
        }
        worker_->pauseAfterRow(false);
        worker_->resume();
        refreshActions();
        return;
    }
    bar_->dismiss();
    trainingStatus_.reset();
    QSettings().setValue(runningQueue, folder);  // forgotten when it ends
    worker_->runQueue(folder);
    statusBar()->showMessage(QStringLiteral("Preparing the first row that is not done…"), 8000);
    refreshActions();
}

void MainWindow::queueEnded(const QString& folder, const TrainingOutcome& outcome) {
    trainingConfig_.reset();
    QSettings().remove(runningQueue);
    runsPage_->refresh();
    experimentsPage_->refresh();
    follower_->wake();
    background_->listRuns(runsFolder_);
    const QString name = nameOf(folder);
    switch (outcome.state) {
        case RunState::Finished:
            statusBar()->showMessage(QStringLiteral("The queue %1 is done.").arg(name), 15000);
            break;
        case RunState::Interrupted:
            statusBar()->showMessage(QStringLiteral("The queue %1 rests. Go on continues it.").arg(name), 15000);
            break;
        default:
            statusBar()->clearMessage();
            bar_->showMessage(
                MessageBar::Kind::Error,
                outcome.path.isEmpty()
                    ? QStringLiteral("The queue %1 could not go on").arg(name)
                    : QStringLiteral("%1: the row %2 failed").arg(name, QFileInfo(outcome.path).fileName()),
                outcome.message + (outcome.path.isEmpty()
                                       ? QString()
                                       : QStringLiteral("\nGo on tries it again from its last checkpoint; a row that "
                                                        "cannot be trained is removed with Delete.")));
            bar_->addAction(QStringLiteral("Try again"), [this, folder] { runQueue(folder); });
            if (page() != Page::Experiments)
                bar_->addAction(QStringLiteral("Show the queue"), [this, folder] { showQueue(folder); });
    }
    refreshActions();
    if (closing_)
        close();
}

void MainWindow::showQueue(const QString& folder) {
    showPage(Page::Experiments);
    experimentsPage_->showQueue(folder);
}

// The queue that was run here when the program last ended, if it ended badly.
void MainWindow::offerToGoOn() {
    const QString folder = QSettings().value(runningQueue).toString();
    QSettings().remove(runningQueue);
    if (folder.isEmpty() || !experiments::isQueue(folder.toStdString()) || telemetry::isInUse(folder.toStdString()))
        return;
    bar_->showMessage(MessageBar::Kind::Info, QStringLiteral("The queue %1 did not end by itself").arg(nameOf(folder)),
                      QStringLiteral("The workbench or the computer stopped while it was trained. Rows that were done "
                                     "are done, and the one that was running goes on from its checkpoint."));
    bar_->addAction(QStringLiteral("Go on with it"), [this, folder] {
        showQueue(folder);
        runQueue(folder);
    });
}

void MainWindow::refreshExperiments() {
    QueueActivity activity;
    if (worker_->isBusy()) {
        activity.kind = worker_->isStopping()       ? QueueActivity::Kind::Stopping
                        : worker_->isPaused()       ? QueueActivity::Kind::Paused
                        : worker_->pausesAfterRow() ? QueueActivity::Kind::PausesAfterRow
                                                    : QueueActivity::Kind::Running;
        activity.whyNotRun = QStringLiteral("%1 is being trained. Stop it first.").arg(whatTrains());
    }
    experimentsPage_->setTraining(worker_->queue(), activity);
}

}  // namespace isonet::workbench
