// Which page is shown, and the side bar next to it. GUI thread only.
#pragma once

#include <QObject>
#include <QString>

#include "app/workbench/pages/SideBar.h"
#include "app/workbench/window/Page.h"

class QStackedWidget;

namespace isonet::workbench {

class DesignPage;
class ExperimentPage;
class InspectPage;
class SideBarLayout;
class SweepsPage;
class WindowActions;

// What it switches between; all outlive it.
struct NavigatedParts {
    QStackedWidget* pages;  // in the order of Page
    SideBarLayout* layout;
    SideBar* sideBar;
    ExperimentPage* experiment;
    DesignPage* design;
    InspectPage* inspect;
    SweepsPage* sweeps;
};

class Navigation : public QObject {
    Q_OBJECT
public:
    Navigation(const NavigatedParts& parts, WindowActions& actions, QObject* parent);

    void show(Page page);
    void enter(Page page);  // shows it, and gives it the keyboard focus
    Page page() const;
    void showQueue(const QString& folder);
    void showField(const QString& key);  // of a key; of a stage, its row on the Design page
    void showSideBar();                  // or hide it, where it is not wanted or has no room
    void showTab(SideBar::Tab tab);

private:
    bool hasRoom() const;  // next to the page that is shown
    void want(bool on);

    const NavigatedParts parts_;
    WindowActions& actions_;
    bool wanted_ = true;   // next to pages with room for it
    bool anyway_ = false;  // on this page, which has no room
};

}  // namespace isonet::workbench
