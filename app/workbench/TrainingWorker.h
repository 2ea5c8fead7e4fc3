// Trains one run at a time on a thread of its own, alone or the rows of a queue one after another, and reports in
// values.
//
// Lives on the GUI thread; its signals are emitted on the training thread and reach GUI objects through queued
// connections. Status values collapse: at most one is under way, the newest. Destruction stops the run with a
// checkpoint and waits for it.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "training/config/RunConfig.h"
#include "training/engine/Trainer.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::telemetry {
class FreshFolder;
}

namespace isonet::workbench {

// How a run ended. `remedy` says what to do where there is something to do.
struct TrainingOutcome {
    QString path;  // of the run directory; empty when none came to be, or none is left
    telemetry::RunState state = telemetry::RunState::Failed;
    QString message, remedy;
    bool outOfMemory = false;  // of the device: a smaller batch needs less
    QString takenBack = {};    // the folder of a start that failed before its first step, which is gone again
};

class TrainingWorker : public QObject {
    Q_OBJECT
public:
    explicit TrainingWorker(QObject* parent = nullptr);
    ~TrainingWorker() override;

    // Starts a new run below `runsFolder`. Only when idle.
    void start(const config::RunConfig& config, const QString& runsFolder);
    // Continues the run in `path` from its last checkpoint, with its own configuration or a changed one (what may
    // change then, the engine says). Only when idle.
    void resumeRun(const QString& path, const std::optional<config::RunConfig>& changed = {});
    // Trains each row of the queue in `folder` that is not done. Only when idle.
    void runQueue(const QString& folder);
    void pauseAfterRow(bool on);  // the row that is being trained is the last one for now

    void pause();
    void resume();
    void stop();  // after the present step, with a checkpoint
    void requestCheckpoint();
    void change(const training::LiveSettings& settings);  // from the next step on; see training/engine/LiveSettings.h

    bool isBusy() const { return busy_; }
    bool isPaused() const;
    bool isStopping() const { return stopping_; }
    bool pausesAfterRow() const { return !queue_.isEmpty() && lastRow_; }
    const QString& queue() const { return queue_; }  // being worked through; empty: none
    const QString& path() const { return path_; }    // of the run being trained; empty until it exists

Q_SIGNALS:
    void began(const QString& path);     // the run directory exists
    void rowBegan(const QString& path);  // the same for a row of the queue
    void rowEnded(const QString& path);
    void statusChanged(const isonet::telemetry::RunStatus& status);
    void message(const QString& line);
    void configChanged(const isonet::config::RunConfig& config);  // in force: at the start and after each change
    // The thread is about to end; isBusy() is false. Of a queue the outcome is Finished when no row is left to be
    // tried, Interrupted when it was stopped or pauses after a row, else Failed, with the row's path where there is
    // one.
    void ended(const isonet::workbench::TrainingOutcome& outcome);
    void queueEnded(const QString& folder, const isonet::workbench::TrainingOutcome& outcome);

private:
    class Observer;
    class RowObserver;
    // Trains and gives the outcome; sets the path as soon as there is one.
    using Body =
        std::function<TrainingOutcome(std::stop_token stop, training::TrainingControl& control, QString& path)>;
    void launch(Body body);
    TrainingOutcome trainIn(telemetry::RunDirectory directory, const config::RunConfig& config, std::stop_token stop,
                            training::TrainingControl& control, QString& path,
                            const telemetry::FreshFolder* fresh = nullptr);
    void tellBegan(const QString& path, void (TrainingWorker::*signal)(const QString&));
    void finish(const TrainingOutcome& outcome);

    // GUI thread
    bool busy_ = false, stopping_ = false;
    QString path_, queue_;
    std::shared_ptr<training::TrainingControl> control_;
    // Both threads
    std::mutex mutex_;
    std::optional<std::pair<QString, telemetry::RunStatus>> pending_;  // of the run in this path
    std::atomic<bool> lastRow_ = false;
    std::jthread thread_;
};

}  // namespace isonet::workbench
