// Which run is shown, and what its follower reads.
#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QTabWidget>
#include <QToolButton>
#include <filesystem>

#include "app/workbench/Background.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/InspectPage.h"
#include "app/workbench/MainWindow.h"
#include "widgets/Format.h"
#include "widgets/MessageBar.h"
#include "widgets/RunData.h"
#include "widgets/RunHeader.h"
#include "widgets/RunList.h"
#include "widgets/RunView.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::MessageBar;

bool MainWindow::isTrainingShown() const {
    return worker_->isBusy() && !shown_.isEmpty() && worker_->path() == shown_;
}
bool MainWindow::isTrainedElsewhere() const {
    return shownInUse_ && trainedHere_ != shown_;
}

// Short, for sentences; folders are told whole where they are needed.
QString MainWindow::nameOf(const QString& run) {
    return widgets::shortRunName(QFileInfo(run).fileName());
}

void MainWindow::showDraft(const config::RunConfig& config) {
    shown_.clear();
    shownStatus_.reset();
    shownConfig_.reset();
    noConfig_.clear();
    shownInUse_ = false;
    follower_->follow({});
    view_->setData(nullptr);
    data_->clear();
    list_->select({});
    draft_ = config;
    page_->editDraft(config);
    inspectPage_->setRun({}, {});
    refreshPredictions();
    header_->showDraft(config);
    device_->clear();
    refreshActions();
    refreshTitle();
}

void MainWindow::showRun(const QString& folder) {
    // A run has one path, however it was written: the list, the worker and the follower compare it.
    const QString path = folder.isEmpty() ? QString() : QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (path.isEmpty() || path == shown_)
        return;
    shown_ = path;
    resumeWhenKnown_ = false;
    if (page() == Page::Runs || page() == Page::Design)
        showPage(Page::Train);
    inspectPage_->setRun(path, nameOf(path));
    shownStatus_.reset();
    shownConfig_.reset();
    noConfig_.clear();
    shownInUse_ = false;
    bar_->dismiss();
    data_->clear();
    view_->setData(data_);
    header_->showRun(QFileInfo(path).fileName(), {});
    header_->setStatus(isTrainingShown() && trainingStatus_ ? *trainingStatus_ : telemetry::RunStatus{});
    page_->showRun(nameOf(path));
    list_->select(path);
    refreshPredictions();
    follower_->follow(path);
    refreshActions();
    refreshTitle();
}

void MainWindow::newFromThis() {
    config::RunConfig config = page_->form()->config();
    const bool lost = !(draft_ == saved_) && !(draft_ == config);
    if (lost) {
        replaceDraft(config, {}, QStringLiteral("a copy of ") + nameOf(shown_));
        return;
    }
    document_.clear();
    showDraft(config);
}

void MainWindow::cloneConfig(const config::RunConfig& config, const QString& name) {
    replaceDraft(config, {}, QStringLiteral("a copy of ") + widgets::shortRunName(name));
    showPage(Page::Design);
    tabs_->setCurrentIndex(0);
}

void MainWindow::showDevice(const telemetry::RunStatus& status) {
    const QString id = QString::fromStdString(status.device);
    device_->setText(id.isEmpty() ? QString()
                                  : QStringLiteral("Device: ") + (id == QLatin1String("cpu") ? id.toUpper() : id));
}

void MainWindow::takeUpdate(const RunUpdate& update) {
    if (update.path != shown_)
        return;
    if (update.config) {
        shownConfig_ = update.config;
        data_->setConfig(*update.config);
        header_->showRun(QFileInfo(shown_).fileName(), update.config);
        page_->form()->setConfig(*update.config);
    }
    if (update.noConfig != noConfig_)
        showNoConfig(update.noConfig, update.foreign);
    // The worker's own status is newer than the file's.
    if (update.status && !isTrainingShown()) {
        shownStatus_ = update.status;
        header_->setStatus(*update.status);
        data_->setStatus(*update.status);
        showDevice(*update.status);
        list_->setStatus(shown_, *update.status);
    }
    for (const auto& batch : update.batches) {
        if (batch.restartStep)
            data_->dropFrom(*batch.restartStep);
        data_->append(batch.records);
    }
    shownInUse_ = update.inUse;
    if (resumeWhenKnown_ && shownStatus_ && shownConfig_) {
        resumeWhenKnown_ = false;
        QMetaObject::invokeMethod(this, &MainWindow::resumeShown, Qt::QueuedConnection);
    }
    if (!update.inUse && !worker_->isBusy() && trainedHere_ == shown_)
        trainedHere_.clear();
    if (!update.problem.isEmpty())
        bar_->showMessage(MessageBar::Kind::Warning, QStringLiteral("Not all of this run can be read"), update.problem);
    if (isTrainedElsewhere() && inUseToldFor_ != shown_) {
        inUseToldFor_ = shown_;
        bar_->showMessage(MessageBar::Kind::Info, QStringLiteral("Another process trains this run"), whyNotResume());
    } else if (!shownInUse_ && inUseToldFor_ == shown_) {
        inUseToldFor_.clear();
        if (bar_->kind() == MessageBar::Kind::Info)
            bar_->dismiss();
    }
    refreshActions();
}

// Of a run without a configuration nothing else stands in its place: not the draft, not another run's.
void MainWindow::showNoConfig(const QString& why, bool foreign) {
    noConfig_ = why;
    if (why.isEmpty())
        page_->showRun(nameOf(shown_));
    else
        page_->showNoConfig(why);
    if (foreign)
        header_->showForeign();
    view_->setForeign(foreign);
    refreshDesign();
    refreshPredictions();
}

void MainWindow::refreshTitle() {
    const QString what = !shown_.isEmpty()     ? nameOf(shown_)
                         : document_.isEmpty() ? QString::fromStdString(config::runTitle(draft_))
                                               : QFileInfo(document_).fileName();
    setWindowTitle(what + QStringLiteral("[*] – ISONet Workbench"));
    setWindowModified(shown_.isEmpty() && !(draft_ == saved_));
}

}  // namespace isonet::workbench
