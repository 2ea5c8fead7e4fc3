// Training a run: its start, what the worker reports, its end, and the window's.
#include <QCloseEvent>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTimer>

#include "app/workbench/Background.h"
#include "app/workbench/DivergedRun.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/LayerLab.h"
#include "app/workbench/MainWindow.h"
#include "app/workbench/RunsPage.h"
#include "training/engine/LiveSettings.h"
#include "widgets/Format.h"
#include "widgets/HelpWindow.h"
#include "widgets/MessageBar.h"
#include "widgets/RunData.h"
#include "widgets/RunHeader.h"
#include "widgets/RunList.h"
#include "widgets/Theme.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::MessageBar;

namespace {

const QString lastTrained = QStringLiteral("runs/trainedLast");

}  // namespace

void MainWindow::offerToResume() {
    const QString path = QSettings().value(lastTrained).toString();
    QSettings().remove(lastTrained);
    if (path.isEmpty() || !QFileInfo(path).isDir() || telemetry::isInUse(path.toStdString()))
        return;
    const auto status = telemetry::readStatus(path.toStdString());
    if (!status || status->state != RunState::Interrupted)
        return;
    bar_->showMessage(
        MessageBar::Kind::Info, QStringLiteral("%1 did not end by itself").arg(nameOf(path)),
        QStringLiteral("The workbench or the computer stopped while it was trained, after %1 of %2 steps. "
                       "All that was recorded is there.")
            .arg(widgets::formatCount(status->step), widgets::formatCount(status->steps)));
    bar_->addAction(QStringLiteral("Resume it"), [this, path] {
        showRun(path);
        resumeWhenKnown_ = true;
    });
}

void MainWindow::steer(const widgets::Steering& wanted) {
    if (!worker_->isBusy() || !trainingConfig_)
        return;
    training::LiveSettings settings;
    settings.learningRate = wanted.learningRate;
    settings.penaltyCoefficient = wanted.penaltyCoefficient;
    settings.spectrumSteps = wanted.spectrumSteps;
    settings.epochs = wanted.epochs;
    const auto change =
        training::withSettings(*trainingConfig_, settings, trainingStatus_ ? trainingStatus_->epoch : 0);
    if (!change.problems.empty()) {
        steering_->setProblem(QString::fromStdString(change.problems.front().message));
        return;
    }
    worker_->change(settings);
    statusBar()->showMessage(QStringLiteral("Takes effect at the next step."), 4000);
}

void MainWindow::refreshSteering() {
    if (trainingConfig_)
        steering_->setConfig(*trainingConfig_, trainingStatus_ ? trainingStatus_->epoch : 0);
}

void MainWindow::startTraining() {
    if (const QString reason = whyNotStart(); !reason.isEmpty()) {
        bar_->showMessage(MessageBar::Kind::Warning, QStringLiteral("Start has to wait"), reason);
        return;
    }
    bar_->dismiss();
    trainingStatus_.reset();
    designTimer_->stop();
    initial_->cancel();
    showPage(Page::Train);
    worker_->start(page_->form()->config(), runsFolder_);
    statusBar()->showMessage(QStringLiteral("Preparing the run…"));
    refreshActions();
}

void MainWindow::resumeShown() {
    if (worker_->isPaused() && isTrainingShown()) {
        worker_->resume();
        refreshActions();
        return;
    }
    if (const QString reason = whyNotResume(); !reason.isEmpty()) {
        bar_->showMessage(MessageBar::Kind::Warning, QStringLiteral("This run cannot be resumed now"), reason);
        return;
    }
    std::optional<config::RunConfig> changed;
    if (shownStatus_->state == RunState::Diverged) {
        changed = askHowToGoOn(this, nameOf(shown_), *shownConfig_, *shownStatus_);
        if (!changed || !whyNotResume().isEmpty())
            return;
    }
    bar_->dismiss();
    trainingStatus_.reset();
    worker_->resumeRun(shown_, changed);
    statusBar()->showMessage(QStringLiteral("Continuing from the last checkpoint…"));
    refreshActions();
}

void MainWindow::runBegan(const QString& path) {
    trainedHere_ = path;
    QSettings().setValue(lastTrained, path);  // forgotten when it ends: what is there at the next start did not
    showRun(path);
    follower_->wake();
    background_->listRuns(runsFolder_);
    refreshActions();
}

void MainWindow::takeStatus(const telemetry::RunStatus& status) {
    const bool pausedByItself = status.state == RunState::Paused && !status.message.empty();
    if (pausedByItself && !pauseTold_)
        bar_->showMessage(MessageBar::Kind::Warning, QStringLiteral("%1 is paused").arg(nameOf(worker_->path())),
                          QString::fromStdString(status.message));
    else if (pauseTold_ && !pausedByItself)
        bar_->dismiss();
    pauseTold_ = pausedByItself;
    trainingStatus_ = status;
    list_->setStatus(worker_->path(), status);
    runsPage_->setStatus(worker_->path(), status);
    experimentsPage_->setStatus(worker_->path(), status);
    if (steering_->isVisible())
        refreshSteering();
    if (isTrainingShown()) {
        shownStatus_ = status;
        header_->setStatus(status);
        data_->setStatus(status);
        showDevice(status);
    }
    refreshActions();
}

void MainWindow::runEnded(const TrainingOutcome& outcome) {
    trainingConfig_.reset();
    QSettings().remove(lastTrained);
    runsPage_->refresh();
    if (!outcome.takenBack.isEmpty() && shown_ == outcome.takenBack)
        showDraft(draft_);
    follower_->wake();
    background_->listRuns(runsFolder_);
    const QString name = outcome.path.isEmpty() ? nameOf(shown_) : nameOf(outcome.path);
    const QString text =
        outcome.remedy.isEmpty() ? outcome.message : outcome.message + QLatin1Char('\n') + outcome.remedy;
    switch (outcome.state) {
        case RunState::Finished:
            statusBar()->showMessage(QStringLiteral("%1 is finished.").arg(name), 15000);
            break;
        case RunState::Interrupted:
            statusBar()->showMessage(
                QStringLiteral("%1 was stopped. Resume (F7) continues it from its checkpoint.").arg(name), 15000);
            break;
        case RunState::Diverged:
            bar_->showMessage(
                MessageBar::Kind::Error, QStringLiteral("%1 diverged").arg(name),
                text + QStringLiteral("\nResume (F7) goes on from its last checkpoint with a smaller learning rate; "
                                      "\"New from this\" starts anew, with a smaller rate or a warm-up."));
            break;
        default:
            statusBar()->clearMessage();
            bar_->showMessage(MessageBar::Kind::Error,
                              !outcome.path.isEmpty() ? QStringLiteral("%1 failed").arg(name)
                              : !outcome.takenBack.isEmpty() || shown_.isEmpty()
                                  ? QStringLiteral("The run could not be started")
                                  : QStringLiteral("%1 could not be resumed").arg(name),
                              text);
            if (const auto tried = page_->form()->config(); outcome.outOfMemory && tried.run.batchSize > 1) {
                auto smaller = tried;
                smaller.run.batchSize = (tried.run.batchSize + 1) / 2;
                smaller.optimizer.accumulateBatches *= 2;
                bar_->addAction(QStringLiteral("A new run with batches of %1, two for one").arg(smaller.run.batchSize),
                                [this, smaller] { showDraft(smaller); });
            }
    }
    refreshActions();
    if (closing_)
        close();
}

void MainWindow::stopAndClose() {
    closing_ = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (worker_->isBusy() && !closing_) {
        QMessageBox box(this);
        box.setObjectName(QStringLiteral("closeQuestion"));
        box.setIconPixmap(widgets::themedIcon(QStringLiteral("warning")).pixmap(QSize(32, 32), devicePixelRatioF()));
        box.setWindowTitle(QStringLiteral("ISONet Workbench"));
        box.setText(QStringLiteral("%1 is being trained.").arg(whatTrains()));
        box.setInformativeText(QStringLiteral("Closing stops it with a checkpoint; it can be resumed later."));
        auto* keep = box.addButton(QStringLiteral("Keep training"), QMessageBox::RejectRole);
        auto* stop = box.addButton(QStringLiteral("Stop and close"), QMessageBox::AcceptRole);
        box.setDefaultButton(keep);
        box.setEscapeButton(keep);
        box.exec();
        if (box.clickedButton() != stop) {
            event->ignore();
            return;
        }
        closing_ = true;
    }
    if (worker_->isBusy()) {  // closes when the run has ended
        worker_->stop();
        statusBar()->showMessage(QStringLiteral("Closing: the present step ends, then a checkpoint is written."));
        refreshActions();
        event->ignore();
        return;
    }
    saveSettings();
    if (helpWindow_)
        helpWindow_->close();
    event->accept();
}

}  // namespace isonet::workbench
