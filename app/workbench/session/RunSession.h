// The two runs that matter at a time: the one shown and the one this window trains; they may be the same. Starts,
// pauses, resumes, stops and steers training, says why it cannot, and reports how it ended. The shown run takes the
// same commands while another process trains it, by files in its folder. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

#include "app/workbench/jobs/TrainingWorker.h"
#include "app/workbench/session/ShownRun.h"
#include "training/config/RunConfig.h"
#include "training/engine/loop/LiveSettings.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

class DraftDocument;
class Notices;
class BackgroundRead;
class RemoteRun;
class RunCommander;
class RunResumer;

// What Pause, Stop, Checkpoint and Steer act on: the shown run if it is being trained, here or by another process; else
// the run or queue that this window trains in the background.
struct CommandTarget {
    QString run;   // its folder; empty: none, or one that is being prepared
    QString name;  // of the run, or of the queue; empty: there is nothing to act on
    bool here = false, shown = false;
};

class RunSession : public QObject {
    Q_OBJECT
public:
    // Both must outlive the session.
    RunSession(DraftDocument& draft, Notices& notices, QObject* parent = nullptr);
    ~RunSession() override;  // stops training with a checkpoint and waits

    ShownRun& shown() { return *shown_; }
    const ShownRun& shown() const { return *shown_; }
    TrainingWorker* worker() const { return worker_; }
    RunCommander& commander() const { return *commander_; }
    CommandTarget target() const;
    RunResumer& resumer() const { return *resumer_; }

    void show(const QString& folder);           // a run directory
    void showAndResume(const QString& folder);  // in this window
    // Where the user wants runs trained: as Resume in the toolbar, once the run has been read.
    void showAndResumeAtPlace(const QString& folder);
    void showDraft();  // no run
    void showDraft(const config::RunConfig& config);
    void runMoved(const QString& run, const QString& path);  // it has been renamed
    // The runs are gone, in the trash.
    void forget(const QStringList& runs);

    void start(const QString& runsFolder);  // the draft
    void resume();                          // the shown run
    void resumeElsewhere();                 // the shown run, which another process trains
    void pause();                           // this and the next three: target()
    void stop();
    void requestCheckpoint();
    void pauseHere();  // what this window trains
    void resumeHere();
    void stopHere();
    QString steer(const training::LiveSettings& settings);  // why the change was refused; empty: accepted
    // The run that was being trained when the program last ended, if it ended unexpectedly.
    void offerToResume();

    // Why it cannot be done now; empty: it can.
    QString startProblem() const;
    QString resumeProblem() const;
    QString resumeFromProblem() const;
    QString stopProblem() const;  // of stop() and requestCheckpoint()
    QString pauseProblem() const;
    QString steerProblem() const;
    QString busyProblem() const;  // "NAME is being trained. Stop it first."; empty: idle

    bool isTrainingShown() const;
    bool isTrainedElsewhere() const;  // another process trains the shown run
    QString trainingName() const;     // empty: idle
    const std::optional<config::RunConfig>& trainingConfig() const { return trainingConfig_; }     // in force
    const std::optional<telemetry::RunStatus>& trainingStatus() const { return trainingStatus_; }  // the last one
    // Of target(), for steering it.
    const std::optional<config::RunConfig>& steeredConfig() const;
    int steeredEpoch() const;

    // For those who start or change what the worker does.
    void refresh() { Q_EMIT changed(); }
    void forgetTrainingStatus() { trainingStatus_.reset(); }

Q_SIGNALS:
    void changed();      // what can be done now
    void runsChanged();  // directories of runs were added, changed or removed
    void aboutToStart();
    void trainingConfigChanged();
    void trainingStatusChanged(const QString& run, const isonet::telemetry::RunStatus& status);

private:
    void runBegan(const QString& path);
    void rowBegan(const QString& path);
    void runEnded(const TrainingOutcome& outcome);
    void trainingEnded();
    void announceRuns();  // they have changed on disk
    void takeStatus(const telemetry::RunStatus& status);
    QString trainingNameInside() const;  // trainingName() inside a sentence
    void shownRunUpdated(const QString& problem);

    DraftDocument& draft_;
    Notices& notices_;
    TrainingWorker* worker_;
    RunCommander* commander_;
    ShownRun* shown_;
    BackgroundRead* reading_;
    RunResumer* resumer_;
    std::unique_ptr<RemoteRun> remote_;  // the shown run, while another process trains it

    std::optional<config::RunConfig> trainingConfig_;
    std::optional<telemetry::RunStatus> trainingStatus_;
    // The run trained here last, until the follower has seen its lock released: an update read before that must not be
    // taken for another process.
    QString trainedHere_;
    bool pauseReported_ = false;  // the run paused by itself (disk full), and the message bar says so
    QString inUseReportedFor_;
};

}  // namespace isonet::workbench
