#include "app/workbench/window/SavedLayout.h"

#include <QCoreApplication>
#include <QMainWindow>
#include <QScreen>
#include <QSettings>
#include <QStyle>

#include "app/workbench/session/DraftDocument.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunFolders.h"
#include "app/workbench/window/JobsStrip.h"
#include "app/workbench/window/SideBarLayout.h"
#include "app/workbench/window/WindowPages.h"
#include "app/workbench/window/WindowState.h"

namespace isonet::workbench {

void SavedLayout::restore() {
    const QSettings settings;
    fitToScreen(QSize(1280, 800));
    if (window_.restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()))
        fitToScreen(window_.size());
    sideBar_.restoreSettings();
    jobs_.restoreSettings();
    state_.folders->restoreSettings();
    pages_.restoreSettings();
    state_.draft->restoreSettings();
    if (state_.draft->isModified())
        state_.notices->showStatus(
            QCoreApplication::translate("SavedLayout",
                                        "Restored your last experiment. File > New experiment resets the form."),
            10000);
}

// The frame of the window takes some of the screen, too.
void SavedLayout::fitToScreen(const QSize& wanted) {
    const int frame = window_.style()->pixelMetric(QStyle::PM_TitleBarHeight);
    const QSize fitting = wanted.boundedTo(window_.screen()->availableSize() - QSize(0, frame));
    sideBar_.prepare(fitting.width());
    window_.resize(fitting);
}

void SavedLayout::save() const {
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), window_.saveGeometry());
    sideBar_.saveSettings();
    jobs_.saveSettings();
    state_.folders->saveSettings();
    pages_.saveSettings();
    state_.draft->saveSettings();
}

}  // namespace isonet::workbench
