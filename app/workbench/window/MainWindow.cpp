#include "app/workbench/window/MainWindow.h"

#include <QCloseEvent>
#include <QDialog>
#include <QDir>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include "app/workbench/jobs/BackgroundQueries.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/PredictionsPage.h"
#include "app/workbench/pages/QueueCreator.h"
#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/QueueController.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/window/DatasetCommands.h"
#include "app/workbench/window/ExportCommands.h"
#include "app/workbench/window/FileCommands.h"
#include "app/workbench/window/RunQuestions.h"
#include "app/workbench/window/StatusPanel.h"
#include "app/workbench/window/ViewCommands.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/common/FontScale.h"
#include "widgets/common/MessageBar.h"
#include "widgets/common/Theme.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkPart.h"
#include "widgets/design/StageEdits.h"
#include "widgets/inspect/InspectView.h"
#include "widgets/sweeps/QueueList.h"

namespace isonet::workbench {

namespace {
constexpr int sideBarWidth = 384, compactWidth = 280;
}

MainWindow::MainWindow(const QString& runsFolder, QWidget* parent) : QMainWindow(parent) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setWindowIcon(QIcon(QStringLiteral(":/icons/workbench.svg")));
    makeState();
    makePages();
    layOut();
    connectActions();
    connectPages();
    restoreSettings();
    if (!runsFolder.isEmpty())
        folders_->setPrimary(QDir(runsFolder).absolutePath(), false);
    background_->findDevices();
    showPage(Page::Design);
    session_->offerToResume();
    queues_->offerToResume();
}

MainWindow::~MainWindow() {
    // Pages first: they refer to the state, whose last signals must not reach a half-destroyed window.
    delete takeCentralWidget();
    delete queues_;
    delete session_;
    delete background_;
    delete notices_;
}

void MainWindow::makeState() {
    bar_ = new widgets::MessageBar;
    notices_ = new Notices(bar_, statusBar());
    draft_ = new DraftDocument(this);
    folders_ = new RunFolders(this);
    session_ = new RunSession(*draft_, *notices_, this);
    session_->setDivergedPrompt([this](const auto&... about) { return askHowToResume(this, about...); });
    session_->setResumePointPrompt([this](const QString& run) { return askWhereToResume(this, run); });
    queues_ = new QueueController(*session_, *notices_, this);
    background_ = new BackgroundQueries(this);
    actions_ = new WindowActions(*session_, *draft_, this);
    files_ = new FileCommands(*actions_, *draft_, *session_, *folders_, *notices_, this);
    viewCommands_ = new ViewCommands(*actions_, this);
    new DatasetCommands(*actions_, *draft_, this);
}

// In the order of Page.
void MainWindow::makePages() {
    experimentPage_ = new ExperimentPage(actions_->open, actions_->save, *draft_, *session_, *background_);
    sideBar_ = new SideBar(experimentPage_, *session_, *folders_, *background_);
    auto& form = *experimentPage_->form();
    pages_ = new QStackedWidget;
    pages_->setObjectName(QStringLiteral("pages"));
    pages_->addWidget(designPage_ = new DesignPage({makeStartFrom(), actions_->undo, actions_->redo}, form, *draft_,
                                                   *session_, *background_));
    pages_->addWidget(trainPage_ = new TrainPage(*session_, *draft_));
    pages_->addWidget(inspectPage_ = new InspectPage(form, session_->shown()));
    pages_->addWidget(runsPage_ = new RunsPage(*session_, *folders_, *notices_));
    pages_->addWidget(predictionsPage_ = new PredictionsPage(session_->shown()));
    pages_->addWidget(sweepsPage_ = new SweepsPage(*queues_, *session_, *folders_, *draft_, *notices_));
    connect(&form, &widgets::ConfigForm::dataCheckRequested, actions_->checkDataset, &QAction::trigger);
    new ExportCommands(*actions_, *session_, *runsPage_, *trainPage_, *notices_, this);
    pages_->setMinimumSize(540, 300);  // not that of the widest hidden page
    pages_->setCurrentIndex(int(Page::Train));
}

// A network to start from: a preset, a file, a run, or nothing.
QAction* MainWindow::makeStartFrom() {
    auto* action = new QAction(widgets::themedIcon(QStringLiteral("preset")), tr("Start from"), this);
    action->setObjectName(QStringLiteral("startFromAction"));
    action->setToolTip(tr("Start from a preset, a configuration file, a run, or an empty network"));
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    menu->addActions(experimentPage_->presetMenu()->actions());
    menu->addSeparator();
    menu->addActions({actions_->open, actions_->openRun});
    action->setMenu(menu);
    return action;
}

void MainWindow::layOut() {
    auto* center = new QWidget;
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar_);
    column->addWidget(pages_, 1);
    split_ = new QSplitter;
    split_->addWidget(sideBar_);
    split_->addWidget(center);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setChildrenCollapsible(false);
    const int side = widgets::fontScaled(sideBarWidth);
    split_->setSizes({side, std::max(1280, 3 * side) - side});
    split_->setHandleWidth(1);
    setCentralWidget(split_);

    auto* tools = addToolBar(tr("Run"));
    tools->setObjectName(QStringLiteral("runTools"));
    actions_->fillToolBar(*tools);
    actions_->fillMenuBar(*menuBar(), *experimentPage_->presetMenu(), *sweepsPage_->list()->newMenu());
    statusBar()->addPermanentWidget(new StatusPanel(*session_));
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectActions() {
    connect(actions_, &WindowActions::pageRequested, this, &MainWindow::showPage);
    connect(actions_->start, &QAction::triggered, this, &MainWindow::startTraining);
    connect(actions_->steer, &QAction::toggled, trainPage_, &TrainPage::setSteeringVisible);
    connect(actions_->steer, &QAction::triggered, this, [this](bool on) {
        if (!on)
            return;
        showPage(Page::Train);
        trainPage_->focusSteering();
    });
    connect(actions_->quit, &QAction::triggered, this, &MainWindow::close);
    connect(actions_->sideBar, &QAction::toggled, this, &MainWindow::showSideBar);
    connect(actions_->findSetting, &QAction::triggered, this, [this] {
        showSideBarTab(SideBar::Tab::Experiment);
        experimentPage_->findSetting();
    });
    connect(actions_->experimentTab, &QAction::triggered, this, [this] { showSideBarTab(SideBar::Tab::Experiment); });
    connect(actions_->runsTab, &QAction::triggered, this, [this] { showSideBarTab(SideBar::Tab::Runs); });
}

void MainWindow::connectPages() {
    const auto showTrain = [this] { showPage(Page::Train); };
    connect(&session_->shown(), &ShownRun::changed, this, [this] {
        if (!shownRun().isEmpty() && (page() == Page::Runs || page() == Page::Design))
            showPage(Page::Train);
        refreshTitle();
    });
    connect(session_, &RunSession::aboutToStart, this, showTrain);
    connect(draft_, &DraftDocument::changed, this, &MainWindow::refreshTitle);
    connect(files_, &FileCommands::aboutToReplaceDraft, this, [this] {
        if (page() == Page::Runs || page() == Page::Sweeps)
            showPage(Page::Design);
    });
    connect(files_, &FileCommands::queueOpened, this, &MainWindow::showQueue);
    connect(files_, &FileCommands::sweepFileOpened, this, [this](const QString& file) {
        showPage(Page::Sweeps);
        // Later, since the dialog would keep a program that dropped the file waiting.
        QMetaObject::invokeMethod(
            sweepsPage_, [this, file] { sweepsPage_->creator()->openFile(file); }, Qt::QueuedConnection);
    });
    connect(files_, &FileCommands::weightsOpened, this, [this](const QString& file) {
        showPage(Page::Inspect);
        inspectPage_->openFile(file);
    });
    connect(experimentPage_, &ExperimentPage::presetChosen, files_,
            [this](const QString& preset) { files_->openSource(preset); });
    connect(experimentPage_, &ExperimentPage::emptyRequested, this, [this] {
        files_->replaceDraft(widgets::withSmallestNetwork(draft_->config()), {}, tr("an empty network"));
        showPage(Page::Design);
    });
    connect(experimentPage_, &ExperimentPage::compactChanged, this, &MainWindow::fitSideBar);
    connect(designPage_, &DesignPage::fieldRequested, this, &MainWindow::showField);
    connect(experimentPage_->differences(), &widgets::DifferenceList::fieldRequested, this, &MainWindow::showField);
    connect(experimentPage_, &ExperimentPage::newFromThisRequested, files_, &FileCommands::newFromShown);
    connect(inspectPage_, &InspectPage::sideBySideChanged, this, &MainWindow::showSideBar);
    connect(designPage_, &DesignPage::inspectRequested, this, [this](const QString& layer) {
        showPage(Page::Inspect);
        inspectPage_->view()->showLayer(layer);
    });
    connect(runsPage_, &RunsPage::opened, this, showTrain);
    connect(runsPage_, &RunsPage::cloneRequested, this, &MainWindow::editCopy);
    connect(sweepsPage_, &SweepsPage::opened, this, showTrain);
    connect(sweepsPage_, &SweepsPage::created, this, [this] { showPage(Page::Sweeps); });
    connect(sweepsPage_, &SweepsPage::cloneRequested, this, &MainWindow::editCopy);
    connect(queues_, &QueueController::showRequested, this, &MainWindow::showQueue);
    // Last, so that the others have reported before the window closes.
    const auto closeIfWanted = [this] {
        if (auto* question = findChild<QDialog*>(QStringLiteral("abandonQuestion")))
            question->reject();  // closes the window
        else if (closing_)
            close();
    };
    connect(worker(), &TrainingWorker::ended, this, closeIfWanted);
    connect(worker(), &TrainingWorker::queueEnded, this, closeIfWanted);
    // The memory that is free has changed.
    connect(worker(), &TrainingWorker::ended, background_, &BackgroundQueries::findDevices);
    connect(worker(), &TrainingWorker::queueEnded, background_, &BackgroundQueries::findDevices);
}

void MainWindow::restoreSettings() {
    const QSettings settings;
    resize(1280, 800);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    split_->restoreState(settings.value(QStringLiteral("window/split")).toByteArray());
    experimentPage_->restoreSettings();
    folders_->restoreSettings();
    trainPage_->restoreSettings();
    runsPage_->restoreSettings();
    predictionsPage_->restoreSettings();
    sweepsPage_->restoreSettings();
    draft_->restoreSettings();
    if (draft_->isModified())
        notices_->showStatus(tr("Restored your last experiment. File > New experiment resets the form."), 10000);
}

void MainWindow::saveSettings() {
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    if (!compact_)
        settings.setValue(QStringLiteral("window/split"), split_->saveState());
    experimentPage_->saveSettings();
    folders_->saveSettings();
    trainPage_->saveSettings();
    runsPage_->saveSettings();
    predictionsPage_->saveSettings();
    sweepsPage_->saveSettings();
    draft_->saveSettings();
}

void MainWindow::openSource(const QString& source) {
    files_->openSource(source);
}

void MainWindow::openAndStart(const QString& source) {
    const auto start = [this, source](FileCommands::Opened opened) {
        if (opened == FileCommands::Opened::Draft || opened == FileCommands::Opened::Run)
            startTraining();
        else if (opened == FileCommands::Opened::Table)
            notices_->info(tr("Not started"), tr("%1 has several runs. Start them on this page.").arg(source));
        else if (opened == FileCommands::Opened::Weights)
            notices_->info(tr("Not started"), tr("%1 has weights, but no experiment to train.").arg(source));
    };
    if (source.isEmpty())
        start(FileCommands::Opened::Draft);
    else
        files_->openSource(source, start);
}

void MainWindow::startTraining() {
    session_->start(folders_->primary());
}

void MainWindow::showPage(Page page) {
    pages_->setCurrentIndex(int(page));
    experimentPage_->setSummaryVisible(page != Page::Design);
    showSideBar();
    actions_->setPage(page);
}

Page MainWindow::page() const {
    return static_cast<Page>(pages_->currentIndex());
}

void MainWindow::showQueue(const QString& folder) {
    showPage(Page::Sweeps);
    sweepsPage_->showQueue(folder);
}

// The field of a key; of a stage, its row on the Design page.
void MainWindow::showField(const QString& key) {
    if (widgets::partProblems({{key.toStdString(), {}}}).empty() || page() != Page::Design) {
        showSideBarTab(SideBar::Tab::Experiment);
        experimentPage_->showField(key);
    } else {
        designView()->showPart(key);
    }
}

// The list of a run's differences needs less width than the form: the rest is for the plots.
void MainWindow::fitSideBar() {
    const bool compact = experimentPage_->isCompact();
    if (compact == compact_ || !sideBar_->isVisible())
        return;
    const QList<int> sizes = split_->sizes();
    const int all = sizes[0] + sizes[1];
    formWidth_ = compact && sizes[0] > 0 ? sizes[0] : formWidth_;
    compact_ = compact;
    const int side = compact ? widgets::fontScaled(compactWidth) : formWidth_;
    if (side > 0 && all > side)
        split_->setSizes({side, all - side});
}

// The tables of runs and sweeps, and two networks side by side, take the full width.
void MainWindow::showSideBar() {
    const bool wide =
        page() == Page::Runs || page() == Page::Sweeps || (page() == Page::Inspect && inspectPage_->isSideBySide());
    sideBar_->setVisible(actions_->sideBar->isChecked() && !wide);
    fitSideBar();
}

void MainWindow::showSideBarTab(SideBar::Tab tab) {
    actions_->sideBar->setChecked(true);
    if (page() == Page::Runs || page() == Page::Sweeps)
        showPage(Page::Train);
    sideBar_->setVisible(true);
    sideBar_->showTab(tab);
}

void MainWindow::editCopy(const config::RunConfig& config, const QString& name) {
    files_->replaceDraft(config, {}, tr("a copy of %1").arg(runName(name)));
    showPage(Page::Design);
    sideBar_->showTab(SideBar::Tab::Experiment);
}

void MainWindow::refreshTitle() {
    const auto& shown = session_->shown();
    setWindowTitle(tr("%1[*] – ISONet Workbench").arg(shown.isEmpty() ? draft_->title() : shown.name()));
    setWindowModified(shown.isEmpty() && draft_->isModified());
}

void MainWindow::stopAndClose() {
    if (closing_ && worker()->isBusy())
        return;
    closing_ = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (worker()->isBusy() && !closing_) {
        if (!askToStopAndClose(this, session_->trainingName())) {
            event->ignore();
            return;
        }
        closing_ = true;
    }
    const bool abandoned = worker()->isBusy() && waiting_ && askToAbandon(this, session_->trainingName());
    if (worker()->isBusy() && !abandoned) {  // closes when the run has ended
        waiting_ = true;
        worker()->stop();
        notices_->showStatus(tr("Closing after the current step and writing a checkpoint…"));
        session_->refresh();
        event->ignore();
        return;
    }
    saveSettings();
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
