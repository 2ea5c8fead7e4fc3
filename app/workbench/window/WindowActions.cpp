#include "app/workbench/window/WindowActions.h"

#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/RunRequests.h"
#include "app/workbench/session/RunResumer.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/session/RunStarter.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"

namespace isonet::workbench {

namespace {

constexpr Page pageOrder[] = {Page::Design, Page::Train, Page::Inspect, Page::Runs, Page::Sweeps, Page::Predictions};

QKeySequence keys(const char* text) {
    return QKeySequence(QString::fromLatin1(text));
}

// Enabled without a problem; the tooltip names the shortcut and the problem.
void setState(QAction* action, const QString& problem, const QString& description) {
    action->setEnabled(problem.isEmpty());
    const QString shortcut = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(widgets::plainTip(
        QStringLiteral("%1 (%2)%3")
            .arg(description, shortcut, problem.isEmpty() ? QString() : QLatin1Char('\n') + problem)));
}

}  // namespace

WindowActions::WindowActions(RunSession& session, RunRequests& requests, RunStarter& starter, DraftDocument& draft,
                             QObject* parent)
    : QObject(parent), session_(session), requests_(requests), starter_(starter), draft_(draft) {
    makeRunActions();
    makeFileActions();
    makePageActions();
    makeViewActions();
    connect(&session_, &RunSession::changed, this, &WindowActions::refresh);
    connect(&requests_, &RunRequests::changed, this, &WindowActions::refresh);
    connect(&starter_, &RunStarter::changed, this, &WindowActions::refresh);
    connect(&draft_, &DraftDocument::changed, this, &WindowActions::refresh);
    refresh();
}

// The object name, by which tests and scripts find the action, is `name` followed by "Action".
QAction* WindowActions::make(const QString& text, const char* icon, const QKeySequence& shortcut, const char* name) {
    auto* action = new QAction(text, this);
    if (*icon)
        action->setIcon(widgets::themedIcon(QString::fromLatin1(icon)));
    action->setShortcut(shortcut);
    if (name)
        action->setObjectName(QString::fromLatin1(name) + QStringLiteral("Action"));
    return action;
}

void WindowActions::makeRunActions() {
    start = make(tr("&Start"), "start", keys("F5"), "start");
    start->setShortcuts({keys("F5"), keys("Ctrl+R")});
    pause = make(tr("&Pause"), "pause", keys("F6"), "pause");
    resume = make(tr("&Resume"), "resume", keys("F7"), "resume");
    resumeFrom = make(tr("Resume &from a checkpoint…"), "", keys("Shift+F7"), "resumeFrom");
    stop = make(tr("S&top"), "stop", keys("Shift+F5"), "stop");
    stopAfterEpoch = make(tr("Stop after this e&poch"), "", keys("Ctrl+Shift+F5"), "stopAfterEpoch");
    stopAfterEpoch->setCheckable(true);
    checkpoint = make(tr("&Checkpoint now"), "checkpoint", keys("Ctrl+K"), "checkpoint");
    validate = make(tr("&Validate now"), "", keys("Ctrl+Shift+K"), "validate");
    steer = make(tr("St&eer"), "steer", keys("Ctrl+T"), "steer");
    steer->setCheckable(true);
    places = make(tr("&Where runs are trained…"), "", {}, "places");
    places->setToolTip(tr("This window, a process, several devices, SLURM or another computer, with their options"));
    notifications = make(tr("&Notifications…"), "", {}, "notifications");
    notifications->setToolTip(tr("How to be told when a run or a queue has ended, and of alerts"));
    connect(pause, &QAction::triggered, &session_, &RunSession::pause);
    connect(resume, &QAction::triggered, &starter_, &RunStarter::resume);
    connect(resumeFrom, &QAction::triggered, &session_.resumer(), &RunResumer::resumeFromCheckpoint);
    connect(stop, &QAction::triggered, &session_, &RunSession::stop);
    connect(stopAfterEpoch, &QAction::triggered, &requests_, &RunRequests::stopAfterEpoch);
    connect(checkpoint, &QAction::triggered, &session_, &RunSession::requestCheckpoint);
    connect(validate, &QAction::triggered, &requests_, &RunRequests::validate);
}

void WindowActions::makeFileActions() {
    create = make(tr("&New experiment"), "new", QKeySequence::New);
    open = make(tr("&Open configuration…"), "open", QKeySequence::Open);
    openRun = make(tr("Open r&un…"), "", keys("Ctrl+Shift+O"));
    save = make(tr("&Save configuration"), "save", QKeySequence::Save);
    saveAs = make(tr("Save &as…"), "", keys("Ctrl+Shift+S"));
    exportPage = make(tr("Export &plots of this page…"), "plot-export", {});
    exportScalars = make(tr("Export a&ll scalars of the run as CSV…"), "", {});
    saveReport = make(tr("Save &report…"), "", {}, "saveReport");
    saveReport->setToolTip(
        tr("The run, or on the Runs page the checked ones compared, as one file: HTML, or PDF for A4 or Letter"));
    openFolder = make(tr("Show runs &folder"), "folder", {});
    chooseFolder = make(tr("&Choose runs folder…"), "", {});
    quit = make(tr("&Quit"), "", keys("Ctrl+Q"));
    undo = make(tr("&Undo edit"), "undo", QKeySequence::Undo, "undo");
    redo = make(tr("Re&do edit"), "redo", QKeySequence::Redo, "redo");
    findSetting = make(tr("&Find setting…"), "search", QKeySequence::Find, "findSetting");
    findSetting->setToolTip(tr("Find a setting in the form (Ctrl+F)"));
    connect(undo, &QAction::triggered, &draft_, &DraftDocument::undo);
    connect(redo, &QAction::triggered, &draft_, &DraftDocument::redo);
}

void WindowActions::makePageActions() {
    auto* group = new QActionGroup(this);
    const auto add = [&](Page page, const QString& text, const char* icon, const char* shortcut, const QString& tip,
                         const char* name) {
        auto* action = make(text, icon, keys(shortcut), name);
        action->setToolTip(QStringLiteral("%1 (%2)").arg(tip, QString::fromLatin1(shortcut)));
        action->setCheckable(true);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, page] { Q_EMIT pageRequested(page); });
        pages_[std::size_t(page)] = action;
    };
    add(Page::Design, tr("&Design"), "page-design", "Ctrl+1", tr("Diagram of the network in the form"), "designPage");
    add(Page::Train, tr("&Train"), "page-train", "Ctrl+2", tr("Watch a run learn"), "trainPage");
    add(Page::Inspect, tr("&Inspect"), "page-inspect", "Ctrl+3", tr("Inspect a network layer by layer"), "inspectPage");
    add(Page::Runs, tr("R&uns"), "page-runs", "Ctrl+4", tr("List and compare all runs"), "runsPage");
    add(Page::Sweeps, tr("S&weeps"), "page-sweeps", "Ctrl+5", tr("Run tables and sweeps as queues"), "experimentsPage");
    add(Page::Predictions, tr("&Predictions"), "page-predictions", "Ctrl+6",
        tr("See what a network predicts for validation images"), "predictionsPage");
    pages_[std::size_t(page_)]->setChecked(true);
}

void WindowActions::makeViewActions() {
    commands = make(tr("&Commands…"), "search", keys("Ctrl+Shift+P"), "commands");
    fullScreen = make(tr("&Full screen"), "", keys("F11"));
    fullScreen->setCheckable(true);
    experimentTab = make(tr("&Experiment in the sidebar"), "", keys("Alt+1"));
    runsTab = make(tr("&Runs in the sidebar"), "", keys("Alt+2"));
    sideBar = make(tr("Side&bar"), "", keys("Ctrl+B"), "sideBar");
    sideBar->setCheckable(true);
    sideBar->setChecked(true);
    jobs = make(tr("&Jobs"), "", keys("Ctrl+J"), "jobs");
    jobs->setCheckable(true);
    jobs->setToolTip(tr("Show what trains where, below the page (Ctrl+J)"));
    themes_ = new QActionGroup(this);
    const QString current = widgets::themeName(widgets::currentThemeChoice());
    const auto addTheme = [&](const QString& text, const QString& name) {
        auto* action = make(text, "", {});
        action->setCheckable(true);
        action->setChecked(name == current);
        themes_->addAction(action);
        connect(action, &QAction::triggered, this, [this, name] { Q_EMIT themeChosen(name); });
    };
    addTheme(tr("&Light"), QStringLiteral("light"));
    addTheme(tr("&Dark"), QStringLiteral("dark"));
    addTheme(tr("&System default"), QStringLiteral("system"));
    help = make(tr("&Help"), "help", QKeySequence::HelpContents);
    checkDataset = make(tr("Check the &dataset…"), "", {}, "checkDataset");
    checkDataset->setToolTip(
        tr("Read every image of the experiment's dataset: corrupt and equal images, class balance, sizes, mean and "
           "deviation"));
    checkComputer = make(tr("&Check this computer…"), "", {});
    checkComputer->setObjectName(QStringLiteral("checkComputerAction"));
    about = make(tr("&About"), "", {});
}

void WindowActions::fillMenuBar(QMenuBar& bar, const QMenu& presets, const QMenu& newQueue) {
    auto* file = bar.addMenu(tr("&File"));
    file->addAction(create);
    auto* presetMenu = file->addMenu(tr("&Presets"));
    presetMenu->addActions(presets.actions());
    presetMenu->setToolTipsVisible(true);
    file->addSeparator();
    file->addActions({open, openRun, save, saveAs});
    file->addSeparator();
    file->addActions({exportPage, exportScalars, saveReport});
    file->addSeparator();
    file->addActions({openFolder, chooseFolder});
    file->addSeparator();
    file->addAction(quit);
    bar.addMenu(tr("&Edit"))->addActions({undo, redo, findSetting});
    auto* run = bar.addMenu(tr("&Run"));
    run->addActions({start, pause, resume, resumeFrom, stop, stopAfterEpoch});
    run->addSeparator();
    run->addActions({checkpoint, validate, steer});
    run->addSeparator();
    run->addActions({places, notifications});
    run->addSeparator();
    auto* queueMenu = run->addMenu(tr("New &queue"));
    queueMenu->addActions(newQueue.actions());
    queueMenu->setToolTipsVisible(true);
    auto* view = bar.addMenu(tr("&View"));
    for (const Page each : pageOrder)
        view->addAction(page(each));
    view->addSeparator();
    view->addActions({commands, fullScreen});
    view->addSeparator();
    view->addActions({experimentTab, runsTab, sideBar, jobs});
    view->addSeparator();
    view->addMenu(tr("&Theme"))->addActions(themes_->actions());
    bar.addMenu(tr("&Help"))->addActions({help, checkDataset, checkComputer, about});
}

void WindowActions::fillToolBar(QToolBar& bar) {
    bar.setMovable(false);
    bar.setIconSize(QSize(18, 18));
    bar.setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar.setContextMenuPolicy(Qt::PreventContextMenu);
    for (const Page each : pageOrder)
        bar.addAction(page(each));
    bar.addSeparator();
    bar.addActions({start, pause, resume, stop});
    bar.addSeparator();
    bar.addActions({checkpoint, steer});
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar.addWidget(space);
    bar.addAction(help);
}

void WindowActions::setPage(Page page) {
    page_ = page;
    pages_[std::size_t(page)]->setChecked(true);
    refresh();
}

// What they act on is named: in the tooltips always, in the menus while it is not the shown run.
void WindowActions::refreshTargets() {
    const CommandTarget target = session_.target();
    const QString name = target.name.isEmpty() ? tr("the run in progress") : target.name;
    const bool hidden = !target.run.isEmpty() && !target.shown;
    const auto setText = [&](QAction* action, const QString& plain, const QString& named) {
        action->setText(hidden ? named.arg(QString(name).replace(QLatin1Char('&'), QStringLiteral("&&"))) : plain);
        action->setIconText(QString(plain).remove(QLatin1Char('&')));
    };
    setText(pause, tr("&Pause"), tr("&Pause %1"));
    setText(stop, tr("S&top"), tr("S&top %1"));
    setText(stopAfterEpoch, tr("Stop after this e&poch"), tr("Stop %1 after this e&poch"));
    setText(checkpoint, tr("&Checkpoint now"), tr("&Checkpoint %1 now"));
    setText(validate, tr("&Validate now"), tr("&Validate %1 now"));
    setState(pause, session_.pauseProblem(), tr("Pause %1 after the current step").arg(name));
    setState(stop, session_.stopProblem(), tr("Stop %1 after the current step and write a checkpoint").arg(name));
    setState(stopAfterEpoch, requests_.stopAfterEpochProblem(),
             tr("Stop %1 once this epoch is validated and stored; again: do not").arg(name));
    stopAfterEpoch->setChecked(requests_.endsAfterEpoch());
    setState(checkpoint, session_.stopProblem(), tr("Write a checkpoint of %1 after the current step").arg(name));
    setState(validate, requests_.validateProblem(),
             tr("Validate %1 after the current step, as after an epoch").arg(name));
    setState(steer, session_.steerProblem(), tr("Adjust learning rate, γ, spectra and epochs of %1").arg(name));
}

void WindowActions::refresh() {
    const auto& shown = session_.shown();
    setState(start, starter_.startProblem(), starter_.startText());
    // With a run shown, the menu names what is started.
    const QString draft = starter_.draftName().replace(QLatin1Char('&'), QStringLiteral("&&"));
    start->setText(draft.isEmpty() ? tr("&Start") : tr("&Start %1").arg(draft));
    start->setIconText(tr("Start"));
    setState(resume, starter_.resumeProblem(), tr("Resume a paused run, or a stopped one from its last checkpoint"));
    setState(resumeFrom, session_.resumeFromProblem(),
             tr("Resume a stopped run from its best checkpoint, one of an epoch, or the first step"));
    refreshTargets();
    if (!steer->isEnabled())
        steer->setChecked(false);
    for (auto* action : {save, saveAs})
        action->setEnabled(shown.isEmpty() || shown.config());
    exportScalars->setEnabled(!shown.isEmpty());
    saveReport->setEnabled(page_ == Page::Runs || !shown.isEmpty());
    exportPage->setEnabled(page_ == Page::Runs || (page_ == Page::Train && !shown.isEmpty()));
    undo->setEnabled(shown.isEmpty() && draft_.canUndo());
    redo->setEnabled(shown.isEmpty() && draft_.canRedo());
}

}  // namespace isonet::workbench
