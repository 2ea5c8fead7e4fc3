// What can be done from the toolbar, the menus and the keyboard, and when.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolButton>
#include <QUrl>

#include "app/workbench/ExperimentPage.h"
#include "app/workbench/ExperimentsPage.h"
#include "app/workbench/MainWindow.h"
#include "training/config/Presets.h"
#include "widgets/Format.h"
#include "widgets/HelpWindow.h"
#include "widgets/QueueList.h"
#include "widgets/SteeringBar.h"
#include "widgets/Theme.h"

namespace isonet::workbench {

using telemetry::RunState;
using widgets::themedIcon;

void MainWindow::buildActions() {
    const auto make = [this](const char* text, const char* icon, const QKeySequence& keys, auto slot) {
        auto* action = new QAction(QString::fromUtf8(text), this);
        if (*icon)
            action->setIcon(themedIcon(QString::fromLatin1(icon)));
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    const auto keys = [](const char* text) { return QKeySequence(QString::fromLatin1(text)); };
    act_.start = make("&Start", "start", keys("F5"), &MainWindow::startTraining);
    act_.start->setShortcuts({keys("F5"), keys("Ctrl+R")});
    act_.pause = make("&Pause", "pause", keys("F6"), [this] {
        worker_->pause();
        statusBar()->showMessage(QStringLiteral("Pauses after the present step."), 4000);
        refreshActions();
    });
    act_.resume = make("&Resume", "resume", keys("F7"), &MainWindow::resumeShown);
    act_.stop = make("S&top", "stop", keys("Shift+F5"), [this] {
        worker_->stop();
        statusBar()->showMessage(QStringLiteral("Stopping: the present step ends, then a checkpoint is written."));
        refreshActions();
    });
    act_.checkpoint = make("&Checkpoint now", "checkpoint", keys("Ctrl+K"), [this] {
        worker_->requestCheckpoint();
        statusBar()->showMessage(QStringLiteral("A checkpoint is written after the present step."), 4000);
    });
    // Names by which tests and scripts find them.
    act_.start->setObjectName(QStringLiteral("startAction"));
    act_.pause->setObjectName(QStringLiteral("pauseAction"));
    act_.resume->setObjectName(QStringLiteral("resumeAction"));
    act_.stop->setObjectName(QStringLiteral("stopAction"));
    act_.checkpoint->setObjectName(QStringLiteral("checkpointAction"));
    act_.create = make("&New experiment", "new", QKeySequence::New, [this] {
        replaceDraft(config::defaultPreset().config, {}, QStringLiteral("the ready experiment"));
    });
    act_.open = make("&Open configuration…", "open", QKeySequence::Open, &MainWindow::chooseConfig);
    act_.openRun = make("Open r&un…", "", keys("Ctrl+Shift+O"), &MainWindow::chooseRun);
    act_.save = make("&Save configuration", "save", QKeySequence::Save, &MainWindow::save);
    act_.saveAs = make("Save &as…", "", keys("Ctrl+Shift+S"), &MainWindow::saveAs);
    act_.exportPage = make("Save &plots of this page…", "plot-export", {}, &MainWindow::exportPage);
    act_.exportScalars = make("Save a&ll scalars of the run as CSV…", "", {}, &MainWindow::exportScalars);
    act_.openFolder = make("Show runs &folder", "folder", {}, [this] {
        QDir().mkpath(runsFolder_);
        QDesktopServices::openUrl(QUrl::fromLocalFile(runsFolder_));
    });
    act_.chooseFolder = make("&Choose runs folder…", "", {}, &MainWindow::chooseRunsFolder);
    act_.quit = make("&Quit", "", QKeySequence::Quit, &MainWindow::close);
    act_.quit->setShortcut(keys("Ctrl+Q"));
    auto* pages = new QActionGroup(this);
    const auto pageAction = [&](const char* text, const char* icon, const char* key, const char* tip, Page page) {
        auto* action = make(text, icon, keys(key), [this, page] { showPage(page); });
        action->setToolTip(QStringLiteral("%1 (%2)").arg(QString::fromUtf8(tip), QString::fromLatin1(key)));
        action->setCheckable(true);
        pages->addAction(action);
        return action;
    };
    act_.designPage = pageAction("&Design", "page-design", "Ctrl+1", "The network of the form, drawn", Page::Design);
    act_.trainPage = pageAction("&Train", "page-train", "Ctrl+2", "Watch a run learn", Page::Train);
    act_.inspectPage = pageAction("&Inspect", "page-inspect", "Ctrl+3", "Open a network layer by layer", Page::Inspect);
    act_.runsPage = pageAction("R&uns", "page-runs", "Ctrl+4", "All runs, compared", Page::Runs);
    act_.experimentsPage = pageAction("E&xperiments", "page-experiments", "Ctrl+5",
                                      "Tables and sweeps as queues of runs", Page::Experiments);
    act_.experimentsPage->setObjectName(QStringLiteral("experimentsPageAction"));
    act_.predictionsPage = pageAction("&Predictions", "page-predictions", "Ctrl+6",
                                      "What a detector finds in validation images", Page::Predictions);
    act_.predictionsPage->setObjectName(QStringLiteral("predictionsPageAction"));
    act_.designPage->setObjectName(QStringLiteral("designPageAction"));
    act_.inspectPage->setObjectName(QStringLiteral("inspectPageAction"));
    act_.undo = make("&Undo edit", "undo", QKeySequence::Undo, [this] { stepThroughEdits(true); });
    act_.redo = make("Re&do edit", "redo", QKeySequence::Redo, [this] { stepThroughEdits(false); });
    act_.undo->setObjectName(QStringLiteral("undoAction"));
    act_.redo->setObjectName(QStringLiteral("redoAction"));
    act_.commands = make("&Commands…", "search", keys("Ctrl+Shift+P"), &MainWindow::showCommands);
    act_.commands->setObjectName(QStringLiteral("commandsAction"));
    act_.fullScreen =
        make("&Full screen", "", QKeySequence::FullScreen, [this](bool on) { on ? showFullScreen() : showNormal(); });
    act_.fullScreen->setShortcut(keys("F11"));
    act_.fullScreen->setCheckable(true);
    act_.trainPage->setObjectName(QStringLiteral("trainPageAction"));
    act_.runsPage->setObjectName(QStringLiteral("runsPageAction"));
    act_.trainPage->setChecked(true);
    act_.steer = make("St&eer", "steer", keys("Ctrl+T"), [this](bool on) {
        steering_->setVisible(on);
        if (on) {
            showPage(Page::Train);
            steering_->field(QStringLiteral("optimizer.learning_rate"))->setFocus();
        }
    });
    act_.steer->setObjectName(QStringLiteral("steerAction"));
    act_.steer->setCheckable(true);
    act_.sideBar = make("Side &bar", "", keys("Ctrl+B"), [this](bool on) {
        sideBarWanted_ = on;
        showSideBar();
    });
    act_.sideBar->setCheckable(true);
    act_.sideBar->setChecked(true);
    const auto showTab = [this](int index) {
        act_.sideBar->setChecked(true);
        sideBarWanted_ = true;
        if (page() == Page::Runs || page() == Page::Experiments)
            showPage(Page::Train);
        tabs_->setVisible(true);
        tabs_->setCurrentIndex(index);
    };
    act_.experiment = make("&Experiment in the side bar", "", keys("Alt+1"), [showTab] { showTab(0); });
    act_.runs = make("&Runs in the side bar", "", keys("Alt+2"), [showTab] { showTab(1); });
    auto* themes = new QActionGroup(this);
    const auto theme = [&](const char* text, const char* name) {
        auto* action = make(text, "", {}, [this, name] { setTheme(QString::fromLatin1(name)); });
        action->setCheckable(true);
        action->setData(QString::fromLatin1(name));
        themes->addAction(action);
        return action;
    };
    act_.light = theme("&Light", "light");
    act_.dark = theme("&Dark", "dark");
    act_.system = theme("As the &system", "system");
    act_.help = make("&Help", "help", QKeySequence::HelpContents, [this] {
        if (!helpWindow_)
            helpWindow_ = new widgets::HelpWindow;
        const char* const pages[] = {"design", "plots", "inspect", "runs", "detection", "experiments"};
        helpWindow_->showPage(QString::fromLatin1(pages[int(page())]));
    });
    act_.about = make("&About", "", {}, [this] {
        QMessageBox::about(
            this, QStringLiteral("About ISONet Workbench"),
            QStringLiteral("<b>ISONet Workbench %1</b><p>A workbench for isometric networks.</p><p>After "
                           "\"Deep Isometric Learning for Visual Recognition\", Qi et al., ICML 2020.</p>"
                           "<p>Free software under the GNU General Public License, version 3 or "
                           "later.</p>")
                .arg(QApplication::applicationVersion()));
    });
}

void MainWindow::buildMenus() {
    auto* file = menuBar()->addMenu(QStringLiteral("&File"));
    file->addAction(act_.create);
    auto* presets = file->addMenu(QStringLiteral("&Presets"));
    presets->addActions(page_->presetMenu()->actions());
    presets->setToolTipsVisible(true);
    file->addSeparator();
    file->addActions({act_.open, act_.openRun, act_.save, act_.saveAs});
    file->addSeparator();
    file->addActions({act_.exportPage, act_.exportScalars});
    file->addSeparator();
    file->addActions({act_.openFolder, act_.chooseFolder});
    file->addSeparator();
    file->addAction(act_.quit);
    menuBar()->addMenu(QStringLiteral("&Edit"))->addActions({act_.undo, act_.redo});
    auto* run = menuBar()->addMenu(QStringLiteral("&Run"));
    run->addActions({act_.start, act_.pause, act_.resume, act_.stop});
    run->addSeparator();
    run->addActions({act_.checkpoint, act_.steer});
    run->addSeparator();
    auto* queues = run->addMenu(QStringLiteral("New &queue"));
    queues->addActions(experimentsPage_->list()->newMenu()->actions());
    queues->setToolTipsVisible(true);
    auto* view = menuBar()->addMenu(QStringLiteral("&View"));
    view->addActions(
        {act_.designPage, act_.trainPage, act_.inspectPage, act_.runsPage, act_.experimentsPage, act_.predictionsPage});
    view->addSeparator();
    view->addActions({act_.commands, act_.fullScreen});
    view->addSeparator();
    view->addActions({act_.experiment, act_.runs, act_.sideBar});
    view->addSeparator();
    view->addMenu(QStringLiteral("&Theme"))->addActions({act_.light, act_.dark, act_.system});
    auto* help = menuBar()->addMenu(QStringLiteral("&Help"));
    help->addActions({act_.help, act_.about});
}

QString MainWindow::whyNotStart() const {
    if (worker_->isBusy())
        return worker_->path().isEmpty() && worker_->queue().isEmpty()
                   ? QStringLiteral("A run is being prepared.")
                   : QStringLiteral("%1 is being trained. Stop it first.").arg(whatTrains());
    if (!shown_.isEmpty())
        return noConfig_.isEmpty()
                   ? QStringLiteral(
                         "A run is shown. \"New from this\" above its configuration starts a variation of it.")
                   : QStringLiteral("A run is shown. \"Back to my experiment\" in the side bar brings the form back.");
    return page_->form()->problemSummary();
}

QString MainWindow::whyNotResume() const {
    if (shown_.isEmpty())
        return QStringLiteral("No run is shown. Choose one in the list of runs.");
    if (isTrainingShown())
        return worker_->isPaused() && !worker_->isStopping() ? QString() : QStringLiteral("The run is being trained.");
    if (worker_->isBusy())
        return QStringLiteral("%1 is being trained. Stop it first.").arg(whatTrains());
    if (isTrainedElsewhere()) {
        const QString who = shownStatus_ ? QStringLiteral(" (process %1 on %2)")
                                               .arg(shownStatus_->process)
                                               .arg(QString::fromStdString(shownStatus_->host))
                                         : QString();
        return QStringLiteral(
                   "%1 is in use by another process%2. It is shown live here, and can be resumed here once that "
                   "process has ended.")
            .arg(nameOf(shown_), who);
    }
    if (!shownStatus_)
        return QStringLiteral("The run's state is not known.");
    if (!noConfig_.isEmpty())
        return noConfig_;
    if (shownStatus_->state == RunState::Finished)
        return QStringLiteral("The run is finished. \"New from this\" trains a variation of it.");
    if (shownStatus_->state == RunState::Diverged && !shownConfig_)
        return QStringLiteral("The run diverged, and its configuration cannot be read.");
    if (shownStatus_->state == RunState::Diverged &&
        !QFileInfo::exists(shown_ + QStringLiteral("/checkpoints/latest.pt")))
        return QStringLiteral(
            "The run diverged before its first checkpoint. \"New from this\" starts one with a smaller learning rate.");
    return {};
}

void MainWindow::refreshActions() {
    const auto set = [](QAction* action, const QString& reason, const QString& what) {
        action->setEnabled(reason.isEmpty());
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(
            QStringLiteral("%1 (%2)%3").arg(what, keys, reason.isEmpty() ? QString() : QStringLiteral("\n") + reason));
    };
    const QString idle = worker_->isBusy()
                             ? (worker_->isStopping() ? QStringLiteral("The run is stopping.") : QString())
                             : QStringLiteral("No run is being trained.");
    set(act_.start, whyNotStart(), QStringLiteral("Train the experiment in the form"));
    set(act_.pause,
        !idle.isEmpty()       ? idle
        : worker_->isPaused() ? QStringLiteral("The run is paused.")
                              : QString(),
        QStringLiteral("Pause after the present step"));
    set(act_.resume, whyNotResume(),
        QStringLiteral("Go on: with a paused run, or from the last checkpoint of a stopped one"));
    set(act_.stop, idle, QStringLiteral("Stop after the present step and write a checkpoint"));
    set(act_.checkpoint, idle, QStringLiteral("Save a checkpoint after the present step"));
    for (auto* action : {act_.save, act_.saveAs})
        action->setEnabled(shown_.isEmpty() || shownConfig_);
    act_.exportScalars->setEnabled(!shown_.isEmpty());
    act_.exportPage->setEnabled(page() == Page::Runs || (page() == Page::Train && !shown_.isEmpty()));
    act_.undo->setEnabled(shown_.isEmpty() && history_.canUndo());
    act_.redo->setEnabled(shown_.isEmpty() && history_.canRedo());
    const QString notHere = !worker_->queue().isEmpty()
                                ? QStringLiteral("The rows of a queue are trained as they are written.")
                            : isTrainingShown() ? QString()
                            : worker_->isBusy() ? QStringLiteral("Another run is shown.")
                                                : QStringLiteral("No run is being trained here.");
    set(act_.steer, notHere, QStringLiteral("Turn learning rate, γ, spectra and last epoch of the running experiment"));
    if (!notHere.isEmpty() && act_.steer->isChecked()) {
        act_.steer->setChecked(false);
        steering_->setVisible(false);
    }
    const bool other = worker_->isBusy() && !worker_->path().isEmpty() && !isTrainingShown();
    elsewhere_->setVisible(other);
    if (other) {
        QString words = QStringLiteral("Training ") + nameOf(worker_->path());
        if (trainingStatus_ && trainingStatus_->steps > 0)
            words += QStringLiteral(", %1 %").arg(100 * trainingStatus_->step / trainingStatus_->steps);
        elsewhere_->setText(words);
    }
    refreshExperiments();
}

}  // namespace isonet::workbench
