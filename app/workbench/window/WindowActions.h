// The window's actions: their texts, icons and shortcuts, when each is enabled and why not, and the menus and toolbar
// that hold them. Actions on the session and the draft are connected here, the others by those who carry them out.
// GUI thread only.
#pragma once

#include <QAction>
#include <QObject>
#include <array>

#include "app/workbench/window/Page.h"

class QActionGroup;
class QMenu;
class QMenuBar;
class QToolBar;

namespace isonet::workbench {

class DraftDocument;
class RunRequests;
class RunSession;
class RunStarter;

class WindowActions : public QObject {
    Q_OBJECT
public:
    // All must outlive the actions.
    WindowActions(RunSession& session, RunRequests& requests, RunStarter& starter, DraftDocument& draft,
                  QObject* parent);

    void fillMenuBar(QMenuBar& bar, const QMenu& presets, const QMenu& newQueue);
    void fillToolBar(QToolBar& bar);
    void setPage(Page page);  // the page that is shown
    Page currentPage() const { return page_; }
    QAction* page(Page page) const { return pages_[std::size_t(page)]; }

    // Run
    QAction *start, *pause, *resume, *resumeFrom, *stop, *stopAfterEpoch, *checkpoint, *validate, *steer, *places,
        *notifications;
    // File
    QAction *create, *open, *openRun, *save, *saveAs, *exportPage, *exportScalars, *saveReport, *openFolder,
        *chooseFolder, *quit;
    // Edit
    QAction *undo, *redo, *findSetting;
    // View
    QAction *commands, *fullScreen, *experimentTab, *runsTab, *sideBar, *jobs;
    // Help
    QAction *help, *checkDataset, *checkComputer, *about;

Q_SIGNALS:
    void pageRequested(isonet::workbench::Page page);
    void themeChosen(const QString& name);  // "light", "dark" or "system"

private:
    QAction* make(const QString& text, const char* icon, const QKeySequence& keys, const char* name = nullptr);
    void makeRunActions();
    void makeFileActions();
    void makePageActions();
    void makeViewActions();
    void refresh();
    void refreshTargets();

    RunSession& session_;
    RunRequests& requests_;
    RunStarter& starter_;
    DraftDocument& draft_;
    std::array<QAction*, pageCount> pages_{};
    QActionGroup* themes_ = nullptr;
    Page page_ = Page::Train;
};

}  // namespace isonet::workbench
