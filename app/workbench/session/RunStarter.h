// Starts and resumes runs where the user wants them trained (RunPlaces), and offers what can be done while this window
// trains already: queue it, start it alongside, or stop the other first. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <set>

#include "training/config/RunConfig.h"
#include "training/launch/Place.h"

namespace isonet::workbench {

class DraftDocument;
class Notices;
class RunFolders;
class RunPlaces;
class RunSession;
class WaitingRuns;

enum class StartChoice { Cancel, QueueNext, Beside, StopFirst };

class RunStarter : public QObject {
    Q_OBJECT
public:
    // `canWait`: a new run, which may be queued.
    using Ask = std::function<StartChoice(const QString& name, const QString& running, bool canWait)>;

    // All must outlive the starter.
    RunStarter(RunSession& session, WaitingRuns& waiting, DraftDocument& draft, RunFolders& folders, RunPlaces& places,
               Notices& notices, QObject* parent = nullptr);
    void setAsk(Ask ask) { ask_ = std::move(ask); }

    void start();                  // the draft
    void resume();                 // the shown run
    QString draftName() const;     // what Start trains, where a run is shown; else empty
    QString startProblem() const;  // why not; empty: possible
    QString resumeProblem() const;
    // What Start does now: "Train the experiment in the form in this window".
    QString startText() const;
    bool isLaunching() const { return !launching_.empty(); }
    void cancelPending() { pending_ = nullptr; }  // what was to start once training here has ended

Q_SIGNALS:
    void changed();

private:
    void startBeside(const launch::Place& place, const config::RunConfig& config);
    void resumeBeside(const launch::Place& place, const QString& run);
    void afterTraining(std::function<void()> start);
    bool mayResumeBeside() const;

    RunSession& session_;
    WaitingRuns& waiting_;
    DraftDocument& draft_;
    RunFolders& folders_;
    RunPlaces& places_;
    Notices& notices_;
    Ask ask_;
    std::function<void()> pending_;  // once training here has ended
    std::set<int> launching_;        // numbers of RunCommander
};

}  // namespace isonet::workbench
