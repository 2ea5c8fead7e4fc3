#include "app/workbench/window/Navigation.h"

#include <QApplication>
#include <QSignalBlocker>
#include <QStackedWidget>

#include "app/workbench/pages/DesignPage.h"
#include "app/workbench/pages/ExperimentPage.h"
#include "app/workbench/pages/InspectPage.h"
#include "app/workbench/pages/SweepsPage.h"
#include "app/workbench/window/SideBarLayout.h"
#include "app/workbench/window/WindowActions.h"
#include "widgets/design/DesignView.h"
#include "widgets/design/NetworkPart.h"

namespace isonet::workbench {

Navigation::Navigation(const NavigatedParts& parts, WindowActions& actions, QObject* parent)
    : QObject(parent), parts_(parts), actions_(actions) {
    connect(&actions_, &WindowActions::pageRequested, this, &Navigation::enter);
    connect(actions_.sideBar, &QAction::toggled, this, [this](bool on) {
        want(on);
        showSideBar();
    });
    connect(parts_.layout, &SideBarLayout::narrowChanged, this, &Navigation::showSideBar);
    connect(actions_.findSetting, &QAction::triggered, this, [this] {
        showTab(SideBar::Tab::Experiment);
        parts_.experiment->findSetting();
    });
    connect(actions_.experimentTab, &QAction::triggered, this, [this] { showTab(SideBar::Tab::Experiment); });
    connect(actions_.runsTab, &QAction::triggered, this, [this] { showTab(SideBar::Tab::Runs); });
    connect(parts_.design, &DesignPage::fieldRequested, this, &Navigation::showField);
    connect(parts_.experiment->differences(), &widgets::DifferenceList::fieldRequested, this, &Navigation::showField);
    connect(parts_.inspect, &InspectPage::sideBySideChanged, this, &Navigation::showSideBar);
}

void Navigation::show(Page page) {
    if (page != this->page())
        anyway_ = false;
    parts_.pages->setCurrentIndex(int(page));
    parts_.experiment->setSummaryVisible(page != Page::Design);
    showSideBar();
    actions_.setPage(page);
}

// The form beside the page has more than seventy stops for Tab: the shortcut of a page leads past them.
void Navigation::enter(Page page) {
    show(page);
    const auto* shown = parts_.pages->currentWidget();
    if (const auto* focus = QApplication::focusWidget(); focus && shown->isAncestorOf(focus))
        return;
    for (auto* at = shown->nextInFocusChain(); at != shown; at = at->nextInFocusChain())
        if (shown->isAncestorOf(at) && (at->focusPolicy() & Qt::TabFocus) && at->isEnabled() && at->isVisible())
            return at->setFocus(Qt::ShortcutFocusReason);
}

Page Navigation::page() const {
    return static_cast<Page>(parts_.pages->currentIndex());
}

void Navigation::showQueue(const QString& folder) {
    show(Page::Sweeps);
    parts_.sweeps->showQueue(folder);
}

void Navigation::showField(const QString& key) {
    if (widgets::partProblems({{key.toStdString(), {}}}).empty() || page() != Page::Design) {
        showTab(SideBar::Tab::Experiment);
        parts_.experiment->showField(key);
    } else {
        parts_.design->view()->showPart(key);
    }
}

// The tables of runs and sweeps, and two networks side by side, take the full width; in a narrow window every page
// does.
bool Navigation::hasRoom() const {
    const bool wide =
        page() == Page::Runs || page() == Page::Sweeps || (page() == Page::Inspect && parts_.inspect->isSideBySide());
    return !wide && !parts_.layout->isNarrow();
}

void Navigation::want(bool on) {
    (hasRoom() ? wanted_ : anyway_) = on;
}

void Navigation::showSideBar() {
    const bool on = hasRoom() ? wanted_ : anyway_;
    parts_.layout->showSideBar(on);
    const QSignalBlocker quiet(actions_.sideBar);
    actions_.sideBar->setChecked(on);
}

void Navigation::showTab(SideBar::Tab tab) {
    if (page() == Page::Runs || page() == Page::Sweeps)
        show(Page::Train);
    want(true);
    showSideBar();
    parts_.sideBar->showTab(tab);
}

}  // namespace isonet::workbench
