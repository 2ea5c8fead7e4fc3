#include "app/workbench/window/WindowPages.h"

#include <QMenu>
#include <QStackedWidget>

#include "app/workbench/pages/DesignPage.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/PredictionsPage.h"
#include "app/workbench/pages/RunsPage.h"
#include "app/workbench/pages/SideBar.h"
#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/pages/TrainPage.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/Page.h"
#include "app/workbench/window/WindowActions.h"
#include "app/workbench/window/WindowState.h"
#include "widgets/common/Theme.h"

namespace isonet::workbench {

WindowPages::WindowPages(WindowActions& actions, WindowState& state, QObject* parent)
    : QObject(parent),
      experiment(new ExperimentPage(actions.open, actions.save, *state.draft, *state.session, *state.background)),
      sideBar(new SideBar(experiment, *state.session, *state.folders, *state.background)),
      stack(new QStackedWidget) {
    auto& form = *experiment->form();
    stack->setObjectName(QStringLiteral("pages"));
    stack->addWidget(design = new DesignPage({makeStartFrom(actions), actions.undo, actions.redo}, form, *state.draft,
                                             *state.session, *state.background));
    stack->addWidget(train = new TrainPage(*state.session, *state.draft, *state.alerts));
    stack->addWidget(inspect = new InspectPage(form, state.session->shown(), *state.folders));
    stack->addWidget(runs = new RunsPage(*state.session, *state.folders, *state.notices));
    stack->addWidget(predictions = new PredictionsPage(state.session->shown()));
    stack->addWidget(sweeps =
                         new SweepsPage(*state.queues, *state.session, *state.folders, *state.draft, *state.notices));
    connect(&form, &widgets::ConfigForm::dataCheckRequested, actions.checkDataset, &QAction::trigger);
    stack->setMinimumSize(500, 300);  // not that of the widest hidden page
    stack->setCurrentIndex(int(Page::Train));
}

// A network to start from: a preset, a file, a run, or nothing.
QAction* WindowPages::makeStartFrom(WindowActions& actions) {
    auto* action = new QAction(widgets::themedIcon(QStringLiteral("preset")), tr("Start from"), this);
    action->setObjectName(QStringLiteral("startFromAction"));
    action->setToolTip(tr("Start from a preset, a configuration file, a run, or an empty network"));
    auto* menu = new QMenu(experiment);
    menu->setToolTipsVisible(true);
    menu->addActions(experiment->presetMenu()->actions());
    menu->addSeparator();
    menu->addActions({actions.open, actions.openRun});
    action->setMenu(menu);
    return action;
}

void WindowPages::restoreSettings() {
    experiment->restoreSettings();
    train->restoreSettings();
    runs->restoreSettings();
    predictions->restoreSettings();
    sweeps->restoreSettings();
}

void WindowPages::saveSettings() const {
    experiment->saveSettings();
    train->saveSettings();
    runs->saveSettings();
    predictions->saveSettings();
    sweeps->saveSettings();
}

}  // namespace isonet::workbench
