#include "app/workbench/window/MainWindow.h"

#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>
#include <optional>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/PredictionsPage.h"
#include "app/workbench/pages/QueueCreator.h"
#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/session/AlertWatch.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/JobsController.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/session/RunPlaces.h"
#include "app/workbench/session/RunStarter.h"
#include "app/workbench/session/WaitingRuns.h"
#include "app/workbench/window/CloseHandler.h"
#include "app/workbench/window/DatasetCommands.h"
#include "app/workbench/window/ExportCommands.h"
#include "app/workbench/window/FileCommands.h"
#include "app/workbench/window/FirstHints.h"
#include "app/workbench/window/JobsStrip.h"
#include "app/workbench/window/Navigation.h"
#include "app/workbench/window/NotificationDialog.h"
#include "app/workbench/window/PlaceDialog.h"
#include "app/workbench/window/ReportCommands.h"
#include "app/workbench/window/RunTools.h"
#include "app/workbench/window/SavedLayout.h"
#include "app/workbench/window/SideBarLayout.h"
#include "app/workbench/window/StatusPanel.h"
#include "app/workbench/window/ViewCommands.h"
#include "app/workbench/window/WindowActions.h"
#include "app/workbench/window/WindowPages.h"
#include "app/workbench/window/WindowState.h"
#include "training/telemetry/Tags.h"
#include "widgets/common/DeferredStyleSheet.h"
#include "widgets/common/HintLine.h"
#include "widgets/common/MessageBar.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/StageEdits.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/series/RunData.h"
#include "widgets/sweeps/QueueList.h"

namespace isonet::workbench {

MainWindow::MainWindow(const QString& runsFolder, QWidget* parent) : QMainWindow(parent) {
    std::optional<widgets::DeferredStyleSheet> unstyled(std::in_place, *this);
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setWindowIcon(QIcon(QStringLiteral(":/icons/workbench.svg")));
    bar_ = new widgets::MessageBar;
    state_ = new WindowState(this, bar_, statusBar());
    actions_ = new WindowActions(*state_->session, *state_->requests, *state_->starter, *state_->draft, this);
    files_ = new FileCommands(*actions_, *state_->draft, *state_->session, *state_->folders, *state_->notices, this);
    viewCommands_ = new ViewCommands(*actions_, this);
    new DatasetCommands(*actions_, *state_->draft, this);
    pages_ = new WindowPages(*actions_, *state_, this);
    new ExportCommands(*actions_, *state_->session, *pages_->runs, *pages_->train, *state_->notices, this);
    new ReportCommands(*actions_, *state_->session, *pages_->runs, *state_->notices, this);
    layOut();
    connectActions();
    connectCommands();
    connectPages();
    // Last, so that the others have reported before the window closes.
    closing_ = new CloseHandler(this, *state_->session, *state_->queues, *state_->jobs, *state_->starter,
                                *state_->waiting, *state_->notices);
    unstyled.reset();  // sizes depend on it
    layout_ = std::make_unique<SavedLayout>(*this, *split_, *strip_, *pages_, *state_);
    layout_->restore();
    if (!runsFolder.isEmpty())
        state_->folders->setPrimary(QDir(runsFolder).absolutePath(), false);
    state_->background->findDevices();
    showPage(Page::Design);
    state_->session->offerToResume();
    state_->queues->offerToResume();
}

MainWindow::~MainWindow() {
    // Pages first: they refer to the state, whose last signals must not reach a half-destroyed window.
    delete takeCentralWidget();
    delete state_;
}

void MainWindow::layOut() {
    auto* center = new QWidget;
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* hints = new FirstHints(this);
    column->addWidget(bar_);
    column->addWidget(hints->line());
    column->addWidget(pages_->stack, 1);
    split_ = new SideBarLayout(pages_->sideBar, pages_->experiment, center);
    strip_ = new JobsStrip(split_, *state_->jobs, actions_->jobs);
    setCentralWidget(strip_);
    const auto showHints = [this, hints] { hints->show(showsLayerNames()); };
    connect(pages_->stack, &QStackedWidget::currentChanged, hints, showHints);
    connect(runData(), &widgets::RunData::changed, hints, showHints);
    connect(pages_->inspect->view(), &widgets::InspectView::rowsChanged, hints, showHints);
    navigation_ = new Navigation(
        {pages_->stack, split_, pages_->sideBar, pages_->experiment, pages_->design, pages_->inspect, pages_->sweeps},
        *actions_, this);

    auto* tools = addToolBar(tr("Run"));
    tools->setObjectName(QStringLiteral("runTools"));
    actions_->fillToolBar(*tools);
    auto* runTools = new RunTools(*actions_, *state_->session, *state_->places, *tools, this);
    connect(runTools, &RunTools::placeRequested, this, &MainWindow::askWhere);
    actions_->fillMenuBar(*menuBar(), *pages_->experiment->presetMenu(), *pages_->sweeps->list()->newMenu());
    statusBar()->addPermanentWidget(strip_->statusButton());
    statusBar()->addPermanentWidget(new StatusPanel(*state_->session));
    statusBar()->setSizeGripEnabled(false);
}

bool MainWindow::showsLayerNames() const {
    if (page() == Page::Inspect)
        return !pages_->inspect->view()->source().isEmpty();
    if (page() == Page::Train)
        return !runData()->tagsWithPrefix(telemetry::tags::isometry).empty();
    return page() == Page::Design;
}

void MainWindow::connectActions() {
    connect(actions_->start, &QAction::triggered, this, &MainWindow::startTraining);
    connect(actions_->steer, &QAction::toggled, pages_->train, &TrainPage::setSteeringVisible);
    connect(actions_->steer, &QAction::triggered, this, [this](bool on) {
        if (!on)
            return;
        showPage(Page::Train);
        pages_->train->focusSteering();
    });
    connect(actions_->places, &QAction::triggered, this, [this] { askWhere(state_->places->kind()); });
    connect(actions_->notifications, &QAction::triggered, this, [this] {
        askForNotifications(this, *state_->notifier);
        state_->alerts->useSettings();
    });
    connect(actions_->quit, &QAction::triggered, this, &MainWindow::close);
    viewCommands_->addSettings(*pages_->experiment->form(),
                               [this](const QString& key) { navigation_->showField(key); });
}

void MainWindow::connectCommands() {
    connect(files_, &FileCommands::aboutToReplaceDraft, this, [this] {
        if (page() == Page::Runs || page() == Page::Sweeps)
            showPage(Page::Design);
    });
    connect(files_, &FileCommands::queueOpened, navigation_, &Navigation::showQueue);
    connect(files_, &FileCommands::sweepFileOpened, this, [this](const QString& file) {
        showPage(Page::Sweeps);
        // Later, since the dialog would keep a program that dropped the file waiting.
        QMetaObject::invokeMethod(
            pages_->sweeps, [this, file] { pages_->sweeps->creator()->openFile(file); }, Qt::QueuedConnection);
    });
    connect(files_, &FileCommands::weightsOpened, this, [this](const QString& file) {
        showPage(Page::Inspect);
        pages_->inspect->openFile(file);
    });
}

void MainWindow::connectPages() {
    const auto showTrain = [this] { showPage(Page::Train); };
    connect(&state_->session->shown(), &ShownRun::changed, this, &MainWindow::refreshTitle);
    connect(&state_->session->shown(), &ShownRun::opened, this, [this] {
        if (page() == Page::Runs || page() == Page::Design)
            showPage(Page::Train);
    });
    connect(state_->session, &RunSession::aboutToStart, this, showTrain);
    connect(state_->draft, &DraftDocument::changed, this, &MainWindow::refreshTitle);
    connect(pages_->experiment, &ExperimentPage::presetChosen, files_,
            [this](const QString& preset) { files_->openSource(preset); });
    connect(pages_->experiment, &ExperimentPage::emptyRequested, this, [this] {
        files_->replaceDraft(widgets::withSmallestNetwork(state_->draft->config()), {}, tr("an empty network"));
        showPage(Page::Design);
    });
    connect(pages_->experiment, &ExperimentPage::newFromThisRequested, files_, &FileCommands::newFromShown);
    connect(pages_->design, &DesignPage::inspectRequested, this, [this](const QString& layer) {
        showPage(Page::Inspect);
        pages_->inspect->view()->showLayer(layer);
    });
    connect(pages_->runs, &RunsPage::opened, this, showTrain);
    connect(pages_->runs, &RunsPage::cloneRequested, this, &MainWindow::editCopy);
    connect(pages_->sweeps, &SweepsPage::opened, this, showTrain);
    connect(pages_->sweeps, &SweepsPage::created, this, [this] { showPage(Page::Sweeps); });
    connect(pages_->sweeps, &SweepsPage::cloneRequested, this, &MainWindow::editCopy);
    connect(state_->queues, &QueueController::showRequested, navigation_, &Navigation::showQueue);
    connect(state_->waiting, &WaitingRuns::added, pages_->sweeps, &SweepsPage::refresh);
    connect(strip_, &JobsStrip::openRequested, this, [this, showTrain](const QString& run) {
        state_->session->show(run);
        showTrain();
    });
    connect(state_->background, &BackgroundQueries::devicesFound, this,
            [this](const std::vector<widgets::DeviceChoice>& devices) {
                devices_.clear();
                for (const auto& device : devices)
                    devices_ += device.id;
            });
    // The amount of free memory has changed.
    connect(worker(), &TrainingWorker::ended, state_->background, &BackgroundQueries::findDevices);
    connect(worker(), &TrainingWorker::queueEnded, state_->background, &BackgroundQueries::findDevices);
}

void MainWindow::openSource(const QString& source) {
    files_->openSource(source);
}

void MainWindow::openAndStart(const QString& source) {
    files_->openToStart(
        source, [this] { startTraining(); }, [this](const QString& queue) { state_->queues->run(queue); });
}

void MainWindow::startTraining() {
    state_->starter->start();
}

void MainWindow::askWhere(launch::PlaceKind kind) {
    askForPlace(this, *state_->places, kind, devices_);
}

void MainWindow::showPage(Page page) {
    navigation_->show(page);
}

Page MainWindow::page() const {
    return navigation_->page();
}

widgets::RunList* MainWindow::runList() const {
    return pages_->sideBar->runList();
}

widgets::DesignView* MainWindow::designView() const {
    return pages_->design->view();
}

widgets::SteeringBar* MainWindow::steeringBar() const {
    return pages_->train->steering();
}

void MainWindow::showRun(const QString& path) {
    session().show(path);
}

RunSession& MainWindow::session() const {
    return *state_->session;
}

RunFolders* MainWindow::runFolders() const {
    return state_->folders;
}

void MainWindow::editCopy(const config::RunConfig& config, const QString& name) {
    files_->replaceDraft(config, {}, tr("a copy of %1").arg(runName(name)));
    showPage(Page::Design);
    pages_->sideBar->showTab(SideBar::Tab::Experiment);
}

void MainWindow::refreshTitle() {
    const auto& shown = state_->session->shown();
    setWindowTitle(tr("%1[*] – ISONet Workbench").arg(shown.isEmpty() ? state_->draft->title() : shown.name()));
    setWindowModified(shown.isEmpty() && state_->draft->isModified());
}

void MainWindow::stopAndClose() {
    closing_->stopAndClose();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!closing_->mayClose()) {
        event->ignore();
        return;
    }
    layout_->save();
    viewCommands_->closeHelp();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const auto urls = event->mimeData()->urls();
    if (!urls.isEmpty())
        openSource(urls.first().toLocalFile());
}

}  // namespace isonet::workbench
