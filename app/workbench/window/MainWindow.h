// The workbench's window: toolbar and menus, side bar, message bar, pages, status bar. It composes the parts and
// decides which page is shown; what the parts do is theirs. GUI thread only.
#pragma once

#include <QMainWindow>
#include <QString>

#include "app/workbench/pages/DesignPage.h"
#include "app/workbench/pages/SideBar.h"
#include "app/workbench/pages/TrainPage.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/Page.h"
#include "training/config/RunConfig.h"

class QSplitter;
class QStackedWidget;

namespace isonet::widgets {
class MessageBar;
}

namespace isonet::workbench {

class BackgroundQueries;
class DraftDocument;
class ExperimentPage;
class FileCommands;
class InspectPage;
class Notices;
class PredictionsPage;
class QueueController;
class RunFolders;
class RunsPage;
class SweepsPage;
class ViewCommands;
class WindowActions;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    using Page = workbench::Page;

    // An empty folder: the remembered one, else the default.
    explicit MainWindow(const QString& runsFolder = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    // See FileCommands::openSource().
    void openSource(const QString& source);
    void openAndStart(
        const QString& source);  // trains nothing but what `source` names; empty: the experiment in the form
    void showRun(const QString& path) { session_->show(path); }
    void startTraining();
    void stopAndClose();  // stops a run with a checkpoint, then closes; asks nothing
    void showPage(Page page);
    Page page() const;

    const QString& shownRun() const { return session_->shown().path(); }
    TrainingWorker* worker() const { return session_->worker(); }
    RunFolders* runFolders() const { return folders_; }
    ExperimentPage* experimentPage() const { return experimentPage_; }
    widgets::RunList* runList() const { return sideBar_->runList(); }
    widgets::RunData* runData() const { return session_->shown().data(); }
    widgets::MessageBar* messageBar() const { return bar_; }
    RunsPage* runsPage() const { return runsPage_; }
    SweepsPage* sweepsPage() const { return sweepsPage_; }
    InspectPage* inspectPage() const { return inspectPage_; }
    PredictionsPage* predictionsPage() const { return predictionsPage_; }
    widgets::DesignView* designView() const { return designPage_->view(); }
    widgets::SteeringBar* steeringBar() const { return trainPage_->steering(); }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeState();
    void makePages();
    void layOut();
    void connectActions();
    void connectPages();
    void restoreSettings();
    void saveSettings();

    QAction* makeStartFrom();
    void showSideBar();
    void fitSideBar();
    void showField(const QString& key);
    void showSideBarTab(SideBar::Tab tab);
    void showQueue(const QString& folder);
    void editCopy(const config::RunConfig& config, const QString& name);
    void refreshTitle();

    // What the pages work on, and the commands
    widgets::MessageBar* bar_ = nullptr;
    Notices* notices_ = nullptr;
    DraftDocument* draft_ = nullptr;
    RunFolders* folders_ = nullptr;
    RunSession* session_ = nullptr;
    QueueController* queues_ = nullptr;
    BackgroundQueries* background_ = nullptr;
    WindowActions* actions_ = nullptr;
    FileCommands* files_ = nullptr;
    ViewCommands* viewCommands_ = nullptr;

    // Pages
    ExperimentPage* experimentPage_ = nullptr;
    SideBar* sideBar_ = nullptr;
    DesignPage* designPage_ = nullptr;
    TrainPage* trainPage_ = nullptr;
    InspectPage* inspectPage_ = nullptr;
    RunsPage* runsPage_ = nullptr;
    PredictionsPage* predictionsPage_ = nullptr;
    SweepsPage* sweepsPage_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    QSplitter* split_ = nullptr;

    bool compact_ = false;  // the side bar lists the differences of a run
    int formWidth_ = 0;     // of the side bar with the form; 0: not known
    bool closing_ = false;  // close as soon as training has ended
    bool waiting_ = false;  // for training to end, to close then
};

}  // namespace isonet::workbench
