#include "app/workbench/MainWindow.h"

#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include "app/workbench/Background.h"
#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/InspectPage.h"
#include "app/workbench/LayerLab.h"
#include "app/workbench/PredictionsPage.h"
#include "app/workbench/RunsPage.h"
#include "training/config/Presets.h"
#include "training/config/RunConfigYaml.h"
#include "widgets/DesignView.h"
#include "widgets/FontScale.h"
#include "widgets/HelpWindow.h"
#include "widgets/MessageBar.h"
#include "widgets/RunData.h"
#include "widgets/RunHeader.h"
#include "widgets/RunList.h"
#include "widgets/RunView.h"
#include "widgets/SteeringBar.h"
#include "widgets/Theme.h"
#include "widgets/ViewOptions.h"

namespace isonet::workbench {

namespace {
constexpr int listInterval = 2000;  // ms between looks at the folder while the list is seen
constexpr int dataDelay = 300;      // ms of quiet before a typed folder is looked at
constexpr int sideBarWidth = 384;
}  // namespace

MainWindow::MainWindow(const QString& runsFolder, QWidget* parent)
    : QMainWindow(parent),
      worker_(new TrainingWorker(this)),
      follower_(new RunFollower(this)),
      background_(new Background(this)),
      data_(new widgets::RunData(this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setWindowIcon(QIcon(QStringLiteral(":/icons/workbench.svg")));
    buildActions();
    buildLayout();
    buildMenus();
    connectParts();
    restoreSettings();
    if (!runsFolder.isEmpty()) {
        rememberRunsFolder_ = false;
        setRunsFolder(QDir(runsFolder).absolutePath());
    }
    background_->findDevices();
    showPage(Page::Design);
    refreshActions();
    offerToResume();
    offerToGoOn();
}

MainWindow::~MainWindow() {
    // Their last signals must not find half a window.
    delete worker_;
    delete follower_;
    delete background_;
    delete initial_;
    delete helpWindow_;
    view_->setData(nullptr);
}

void MainWindow::buildLayout() {
    page_ = new ExperimentPage(act_.open, act_.save);
    list_ = new widgets::RunList;
    tabs_ = new QTabWidget;
    tabs_->setObjectName(QStringLiteral("sideBar"));
    tabs_->setDocumentMode(true);
    tabs_->addTab(page_, QStringLiteral("Experiment"));
    tabs_->addTab(list_, QStringLiteral("Runs"));

    bar_ = new widgets::MessageBar;
    header_ = new widgets::RunHeader;
    steering_ = new widgets::SteeringBar;
    view_ = new widgets::RunView;
    runsPage_ = new RunsPage;
    const auto columnOf = [](QWidget* owner, std::initializer_list<QWidget*> parts) {
        auto* column = new QVBoxLayout(owner);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        for (auto* part : parts)
            column->addWidget(part, part == *(parts.end() - 1) ? 1 : 0);
    };
    auto* train = new QWidget;
    columnOf(train, {header_, steering_, view_});
    pages_ = new QStackedWidget;
    pages_->setObjectName(QStringLiteral("pages"));
    design_ = new widgets::DesignView({act_.undo, act_.redo});
    inspectPage_ = new InspectPage;
    predictionsPage_ = new PredictionsPage;
    experimentsPage_ = new ExperimentsPage;
    for (auto* page :
         std::initializer_list<QWidget*>{design_, train, inspectPage_, runsPage_, predictionsPage_, experimentsPage_})
        pages_->addWidget(page);
    pages_->setMinimumSize(540, 300);  // not the widest hidden page's
    pages_->setCurrentIndex(int(Page::Train));
    auto* centre = new QWidget;
    columnOf(centre, {bar_, pages_});
    split_ = new QSplitter;
    split_->addWidget(tabs_);
    split_->addWidget(centre);
    split_->setStretchFactor(0, 0);
    split_->setStretchFactor(1, 1);
    split_->setChildrenCollapsible(false);
    const int side = widgets::fontScaled(sideBarWidth);
    split_->setSizes({side, std::max(1280, 3 * side) - side});
    split_->setHandleWidth(1);
    setCentralWidget(split_);

    auto* tools = addToolBar(QStringLiteral("Run"));
    tools->setObjectName(QStringLiteral("runTools"));
    tools->setMovable(false);
    tools->setIconSize(QSize(18, 18));
    tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    tools->setContextMenuPolicy(Qt::PreventContextMenu);
    tools->addActions(
        {act_.designPage, act_.trainPage, act_.inspectPage, act_.runsPage, act_.experimentsPage, act_.predictionsPage});
    tools->addSeparator();
    tools->addActions({act_.start, act_.pause, act_.resume, act_.stop});
    tools->addSeparator();
    tools->addActions({act_.checkpoint, act_.steer});
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    tools->addWidget(space);
    tools->addAction(act_.help);

    elsewhere_ = new QToolButton;
    elsewhere_->setObjectName(QStringLiteral("statusTraining"));
    elsewhere_->setAutoRaise(true);
    elsewhere_->setToolTip(QStringLiteral("Show the run that this window trains"));
    elsewhere_->setVisible(false);
    device_ = new QLabel;
    device_->setContentsMargins(8, 0, 8, 0);
    statusBar()->addPermanentWidget(elsewhere_);
    statusBar()->addPermanentWidget(device_);
    statusBar()->setSizeGripEnabled(false);
    listTimer_ = new QTimer(this);
    dataTimer_ = new QTimer(this);
    dataTimer_->setSingleShot(true);
    dataTimer_->setInterval(dataDelay);
}

void MainWindow::connectParts() {
    connect(page_->form(), &widgets::ConfigForm::configChanged, this, [this] {
        if (shown_.isEmpty() && !page_->form()->isReadOnly()) {
            draft_ = page_->form()->config();
            header_->showDraft(draft_);
            history_.record(draft_);
        }
        refreshDesign();
        dataTimer_->start();
        refreshActions();
        refreshTitle();
    });
    connect(page_, &ExperimentPage::presetChosen, this, [this](const QString& name) { openSource(name); });
    connect(page_, &ExperimentPage::newFromThisRequested, this, &MainWindow::newFromThis);
    connect(page_, &ExperimentPage::backToDraftRequested, this, [this] { showDraft(draft_); });
    connect(dataTimer_, &QTimer::timeout, this, [this] { background_->findData(page_->form()->config()); });
    connect(background_, &Background::devicesFound, page_->form(), &widgets::ConfigForm::setDevices);
    connect(background_, &Background::devicesFound, design_, &widgets::DesignView::setDevices);
    connectDesign();
    connectExperiments();
    connect(inspectPage_, &InspectPage::sideBySideChanged, this, &MainWindow::showSideBar);
    connect(background_, &Background::dataFound, this,
            [this](const QString& message, bool found) { page_->form()->setDataMessage(message, found); });
    connect(background_, &Background::runsListed, list_, &widgets::RunList::setRuns);
    connect(listTimer_, &QTimer::timeout, this, [this] {
        if (list_->isVisible())
            background_->listRuns(runsFolder_);
    });
    listTimer_->start(listInterval);
    connect(tabs_, &QTabWidget::currentChanged, this, [this](int index) {
        if (index == 1)
            background_->listRuns(runsFolder_);
    });
    connect(list_, &widgets::RunList::opened, this, &MainWindow::showRun);
    connect(list_, &widgets::RunList::folderRequested, this,
            [](const QString& path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(elsewhere_, &QToolButton::clicked, this, [this] { showRun(worker_->path()); });

    connect(runsPage_, &RunsPage::opened, this, [this](const QString& path) {
        showRun(path);
        showPage(Page::Train);
    });
    connect(runsPage_, &RunsPage::resumeRequested, this, [this](const QString& path) {
        showRun(path);
        showPage(Page::Train);
        resumeWhenKnown_ = true;  // the follower tells its state
    });
    connect(runsPage_, &RunsPage::cloneRequested, this, &MainWindow::cloneConfig);
    connect(runsPage_, &RunsPage::trashed, this, [this](const QStringList& paths) {
        if (paths.contains(shown_))
            showDraft(draft_);
        background_->listRuns(runsFolder_);
    });
    connect(runsPage_, &RunsPage::failed, this, [this](const QString& title, const QString& text) {
        bar_->showMessage(widgets::MessageBar::Kind::Error, title, text);
    });
    connect(steering_, &widgets::SteeringBar::steered, this, &MainWindow::steer);
    connect(worker_, &TrainingWorker::configChanged, this, [this](const config::RunConfig& config) {
        trainingConfig_ = config;
        refreshSteering();
    });

    connect(worker_, &TrainingWorker::began, this, &MainWindow::runBegan);
    connect(worker_, &TrainingWorker::statusChanged, this, &MainWindow::takeStatus);
    connect(worker_, &TrainingWorker::message, this,
            [this](const QString& line) { statusBar()->showMessage(line, 8000); });
    connect(worker_, &TrainingWorker::ended, this, &MainWindow::runEnded);
    connect(follower_, &RunFollower::updated, this, &MainWindow::takeUpdate);
}

void MainWindow::restoreSettings() {
    QSettings settings;
    resize(1280, 800);
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    split_->restoreState(settings.value(QStringLiteral("window/split")).toByteArray());
    page_->form()->setFoldedSections(
        settings
            .value(QStringLiteral("form/folded"),
                   QStringList{QStringLiteral("Measurement"), QStringLiteral("Detector in detail")})
            .toStringList());
    page_->summary()->setTableVisible(settings.value(QStringLiteral("form/stages"), true).toBool());
    for (auto* action : {act_.light, act_.dark, act_.system})
        action->setChecked(action->data().toString() == widgets::themeName(widgets::currentThemeChoice()));
    const QString standard = QString::fromStdString(telemetry::defaultRunsFolder().string());
    others_ = settings.value(QStringLiteral("runs/others")).toStringList();
    setRunsFolder(settings.value(QStringLiteral("runs/folder"), standard).toString());
    runsPage_->restoreSettings();
    predictionsPage_->restoreSettings();
    experimentsPage_->restoreSettings();
    view_->viewOptions()->setState(settings.value(QStringLiteral("train/view")).toMap());
    view_->setLayoutState(settings.value(QStringLiteral("train/layout")).toMap());
    steering_->setVisible(false);

    draft_ = saved_ = config::defaultPreset().config;
    const QString unsaved = settings.value(QStringLiteral("draft/yaml")).toString();
    if (!unsaved.isEmpty())
        try {
            draft_ = config::parseRunConfig(unsaved.toStdString(), "the last session's experiment");
        } catch (const std::exception&) {
            // Written by another version: the ready experiment serves.
        }
    showDraft(draft_);
    if (!(draft_ == saved_))
        statusBar()->showMessage(
            QStringLiteral("Your last experiment is in the form again. File, New brings the ready one."), 10000);
}

void MainWindow::saveSettings() {
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/split"), split_->saveState());
    settings.setValue(QStringLiteral("form/folded"), page_->form()->foldedSections());
    settings.setValue(QStringLiteral("form/stages"), page_->summary()->isTableVisible());
    runsPage_->saveSettings();
    predictionsPage_->saveSettings();
    experimentsPage_->saveSettings();
    settings.setValue(QStringLiteral("train/view"), view_->viewOptions()->state());
    settings.setValue(QStringLiteral("train/layout"), view_->layoutState());
    if (rememberRunsFolder_)
        settings.setValue(QStringLiteral("runs/folder"), runsFolder_);
    if (draft_ == config::defaultPreset().config || !config::validate(draft_).empty())
        settings.remove(QStringLiteral("draft/yaml"));
    else
        settings.setValue(QStringLiteral("draft/yaml"), QString::fromStdString(config::toYaml(draft_)));
}

void MainWindow::showPage(Page page) {
    pages_->setCurrentIndex(int(page));
    showSideBar();
    QAction* const actions[] = {act_.designPage, act_.trainPage,       act_.inspectPage,
                                act_.runsPage,   act_.predictionsPage, act_.experimentsPage};
    actions[int(page)]->setChecked(true);
    if (page == Page::Design)
        refreshDesign();
    if (page == Page::Experiments)
        experimentsPage_->setFolders(runsFolder_, runsPage_->otherFolders());
    refreshActions();
}

// The pages of runs and of experiments, and two networks side by side, take the whole width.
void MainWindow::showSideBar() {
    const bool wide = page() == Page::Runs || page() == Page::Experiments ||
                      (page() == Page::Inspect && inspectPage_->isSideBySide());
    tabs_->setVisible(sideBarWanted_ && !wide);
}

MainWindow::Page MainWindow::page() const {
    return static_cast<Page>(pages_->currentIndex());
}

void MainWindow::setTheme(const QString& name) {
    widgets::applyTheme(*qApp, widgets::themeFromName(name));
    QSettings().setValue(QStringLiteral("window/theme"), name);
}

void MainWindow::setRunsFolder(const QString& folder) {
    runsFolder_ = folder;
    list_->setFolder(folder);
    runsPage_->setFolders(folder, runsPage_->otherFolders().isEmpty() ? others_ : runsPage_->otherFolders());
    experimentsPage_->setFolders(folder, runsPage_->otherFolders());
    background_->listRuns(folder);
}

}  // namespace isonet::workbench
