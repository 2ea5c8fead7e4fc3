// Size, place and state of the window and of its parts, kept in the settings. GUI thread only.
#pragma once

#include <QSize>

class QMainWindow;

namespace isonet::workbench {

class JobsStrip;
class SideBarLayout;
class WindowPages;
class WindowState;

class SavedLayout {
public:
    SavedLayout(QMainWindow& window, SideBarLayout& sideBar, JobsStrip& jobs, WindowPages& pages, WindowState& state)
        : window_(window), sideBar_(sideBar), jobs_(jobs), pages_(pages), state_(state) {}

    void restore();  // the window fits the screen, whatever was kept
    void save() const;

private:
    void fitToScreen(const QSize& wanted);

    QMainWindow& window_;
    SideBarLayout& sideBar_;
    JobsStrip& jobs_;
    WindowPages& pages_;
    WindowState& state_;
};

}  // namespace isonet::workbench
