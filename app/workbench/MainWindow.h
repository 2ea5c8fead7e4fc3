// The workbench's window: side bar (experiment, runs), the shown run's header and four live views, toolbar, menus,
// status bar. It joins the form, the worker that trains, and the follower that reads the shown run. GUI thread only.
//
// Two runs matter at a time: the one shown (live or past, whoever trains it) and the one this window trains; they may
// be the same. With none shown the form edits a draft.
#pragma once

#include <QMainWindow>
#include <QString>
#include <optional>

#include "app/workbench/DraftHistory.h"
#include "app/workbench/RunFollower.h"
#include "app/workbench/TrainingWorker.h"
#include "training/config/RunConfig.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/SteeringBar.h"

class QAction;
class QLabel;
class QSplitter;
class QStackedWidget;
class QTabWidget;
class QTimer;
class QToolButton;

namespace isonet::widgets {
class DesignView;
class HelpWindow;
class MessageBar;
class RunData;
class RunHeader;
class RunList;
class RunView;
class SteeringBar;
}  // namespace isonet::widgets

namespace isonet::workbench {

class Background;
class ExperimentPage;
class ExperimentsPage;
class InspectPage;
class LayerLab;
class PredictionsPage;
class RunsPage;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    // An empty folder: as remembered, else the default.
    explicit MainWindow(const QString& runsFolder = {}, QWidget* parent = nullptr);
    ~MainWindow() override;

    // A configuration file, a preset's name or a run directory; what cannot be opened is told in the window.
    void openSource(const QString& source);
    void showRun(const QString& path);
    void startTraining();
    // Stops a run with a checkpoint, then closes; asks nothing.
    void stopAndClose();

    // The pages of the window's middle. Design draws the network of the form, Train shows a run as it learns, Inspect
    // opens its layers, Runs has the whole width for all of them, Predictions shows what a detector finds, Experiments
    // works through queues of runs.
    enum class Page { Design, Train, Inspect, Runs, Predictions, Experiments };
    void showPage(Page page);
    Page page() const;

    const QString& shownRun() const { return shown_; }
    const QString& runsFolder() const { return runsFolder_; }
    TrainingWorker* worker() const { return worker_; }
    ExperimentPage* experimentPage() const { return page_; }
    widgets::RunList* runList() const { return list_; }
    widgets::RunData* runData() const { return data_; }
    widgets::MessageBar* messageBar() const { return bar_; }
    RunsPage* runsPage() const { return runsPage_; }
    ExperimentsPage* experimentsPage() const { return experimentsPage_; }
    InspectPage* inspectPage() const { return inspectPage_; }
    PredictionsPage* predictionsPage() const { return predictionsPage_; }
    widgets::DesignView* designView() const { return design_; }
    widgets::SteeringBar* steeringBar() const { return steering_; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // MainWindow.cpp: parts and settings
    void buildLayout();
    void connectParts();
    void restoreSettings();
    void saveSettings();
    void setTheme(const QString& name);
    void showSideBar();
    void setRunsFolder(const QString& folder);

    // MainWindowActions.cpp: what can be done, and when
    void buildActions();
    void buildMenus();
    QString whyNotStart() const;  // empty: can
    QString whyNotResume() const;
    void refreshActions();

    // MainWindowRuns.cpp: which run is shown, and what its follower reads
    static QString nameOf(const QString& run);
    void showDraft(const config::RunConfig& config);
    void newFromThis();
    void cloneConfig(const config::RunConfig& config, const QString& name);
    void takeUpdate(const RunUpdate& update);
    void showNoConfig(const QString& why, bool foreign);
    void showDevice(const telemetry::RunStatus& status);
    bool isTrainingShown() const;
    bool isTrainedElsewhere() const;
    void refreshTitle();

    // MainWindowTraining.cpp: training a run, from its start to its end
    void steer(const widgets::Steering& wanted);
    void refreshSteering();
    void resumeShown();
    void offerToResume();  // the run that was trained here when the program last ended, if it ended badly
    void takeStatus(const telemetry::RunStatus& status);
    void runBegan(const QString& path);
    void runEnded(const TrainingOutcome& outcome);

    // MainWindowDesign.cpp: the network in the form, drawn and measured
    void connectDesign();
    void refreshDesign();
    void measureInitial(bool asked);
    void stepThroughEdits(bool back);
    void showCommands();

    // MainWindowExperiments.cpp: queues of runs
    void connectExperiments();
    void runQueue(const QString& folder);
    void queueEnded(const QString& folder, const TrainingOutcome& outcome);
    void showQueue(const QString& folder);
    void offerToGoOn();
    void refreshExperiments();
    QString whatTrains() const;  // for sentences; empty: nothing
    static bool isExperimentFile(const QString& path);

    // MainWindowPredictions.cpp: what the shown run's detector finds
    void refreshPredictions();

    // MainWindowFiles.cpp: configurations
    void chooseConfig();
    void chooseRun();
    void chooseRunsFolder();
    void openConfig(const QString& file);
    bool save();
    bool saveAs();
    void saveTo(const QString& file);
    void exportPage();
    void exportScalars();
    void replaceDraft(const config::RunConfig& config, const QString& file, const QString& what);

    struct Actions {
        QAction *start, *pause, *resume, *stop, *checkpoint;
        QAction *exportPage, *exportScalars;
        QAction *create, *open, *openRun, *save, *saveAs, *openFolder, *chooseFolder, *quit;
        QAction *designPage, *trainPage, *inspectPage, *runsPage, *experimentsPage, *predictionsPage;
        QAction *undo, *redo, *commands, *fullScreen, *sideBar, *experiment, *runs, *steer, *light, *dark, *system,
            *help, *about;
    } act_{};

    TrainingWorker* worker_;
    RunFollower* follower_;
    Background* background_;
    widgets::RunData* data_;

    ExperimentPage* page_ = nullptr;
    widgets::RunList* list_ = nullptr;
    widgets::RunHeader* header_ = nullptr;
    widgets::RunView* view_ = nullptr;
    widgets::MessageBar* bar_ = nullptr;
    widgets::HelpWindow* helpWindow_ = nullptr;
    RunsPage* runsPage_ = nullptr;
    InspectPage* inspectPage_ = nullptr;
    PredictionsPage* predictionsPage_ = nullptr;
    ExperimentsPage* experimentsPage_ = nullptr;
    widgets::DesignView* design_ = nullptr;
    LayerLab* initial_ = nullptr;  // measures the form's network as initialised
    QTimer* designTimer_ = nullptr;
    std::optional<config::RunConfig> measured_;  // what it measures or has measured
    DraftHistory history_;
    widgets::SteeringBar* steering_ = nullptr;
    QStackedWidget* pages_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    QSplitter* split_ = nullptr;
    QLabel* device_ = nullptr;
    QToolButton* elsewhere_ = nullptr;  // shows the run being trained while another one is looked at
    QTimer *listTimer_ = nullptr, *dataTimer_ = nullptr;

    QString runsFolder_;
    QStringList others_;  // folders of runs besides it, from the last session
    bool rememberRunsFolder_ = true;
    QString shown_;  // run directory; empty: the draft
    std::optional<telemetry::RunStatus> shownStatus_, trainingStatus_;
    std::optional<config::RunConfig> shownConfig_;
    QString noConfig_;  // why the shown run has none
    bool shownInUse_ = false;
    bool pauseTold_ = false;  // the run paused by itself (disk full), and the message bar says so
    QString inUseToldFor_;
    // The run trained here last, until the follower has seen its lock given back: what it read before that is not
    // another's.
    QString trainedHere_;

    config::RunConfig draft_, saved_;                  // being edited; as last opened or saved
    QString document_;                                 // its file; empty: none
    std::optional<config::RunConfig> trainingConfig_;  // in force in the run trained here
    bool resumeWhenKnown_ = false;                     // the shown run is to go on as soon as its state is known
    bool sideBarWanted_ = true;                        // the page of runs hides it
    bool closing_ = false;                             // closes when the run has stopped
};

}  // namespace isonet::workbench
