// The workbench's window: toolbar and menus, side bar, message bar, pages, status bar. It composes the parts and
// decides which page is shown; the rest is up to the parts. GUI thread only.
#pragma once

#include <QMainWindow>
#include <QString>
#include <QStringList>
#include <memory>

#include "app/workbench/pages/DesignPage.h"
#include "app/workbench/pages/SideBar.h"
#include "app/workbench/pages/TrainPage.h"
#include "app/workbench/session/RunSession.h"
#include "app/workbench/window/Page.h"
#include "app/workbench/window/WindowPages.h"
#include "training/config/RunConfig.h"
#include "training/launch/Place.h"

namespace isonet::widgets {
class MessageBar;
}

namespace isonet::workbench {

class CloseHandler;
class ExperimentPage;
class FileCommands;
class InspectPage;
class JobsStrip;
class Navigation;
class PredictionsPage;
class RunFolders;
class RunsPage;
class SavedLayout;
class SideBarLayout;
class SweepsPage;
class ViewCommands;
class WindowActions;
class WindowState;

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
    void showRun(const QString& path);
    void startTraining();
    void stopAndClose();  // stops a run with a checkpoint, then closes; asks nothing
    void showPage(Page page);
    Page page() const;

    const QString& shownRun() const { return session().shown().path(); }
    TrainingWorker* worker() const { return session().worker(); }
    RunSession& session() const;
    RunFolders* runFolders() const;
    ExperimentPage* experimentPage() const { return pages_->experiment; }
    widgets::RunList* runList() const;
    widgets::RunData* runData() const { return session().shown().data(); }
    widgets::MessageBar* messageBar() const { return bar_; }
    RunsPage* runsPage() const { return pages_->runs; }
    JobsStrip* jobsStrip() const { return strip_; }
    SweepsPage* sweepsPage() const { return pages_->sweeps; }
    InspectPage* inspectPage() const { return pages_->inspect; }
    PredictionsPage* predictionsPage() const { return pages_->predictions; }
    widgets::DesignView* designView() const;
    widgets::SteeringBar* steeringBar() const;

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    bool showsLayerNames() const;  // for the hint that explains them
    void connectActions();
    void connectCommands();
    void connectPages();

    void askWhere(launch::PlaceKind kind);
    void editCopy(const config::RunConfig& config, const QString& name);
    void refreshTitle();

    // What the pages work on, and the commands
    widgets::MessageBar* bar_ = nullptr;
    WindowState* state_ = nullptr;
    WindowActions* actions_ = nullptr;
    FileCommands* files_ = nullptr;
    ViewCommands* viewCommands_ = nullptr;

    // Widgets
    WindowPages* pages_ = nullptr;
    SideBarLayout* split_ = nullptr;
    Navigation* navigation_ = nullptr;
    CloseHandler* closing_ = nullptr;
    std::unique_ptr<SavedLayout> layout_;
    JobsStrip* strip_ = nullptr;

    QStringList devices_;  // of this computer: "cpu", "cuda:0"; empty until they are found
};

}  // namespace isonet::workbench
