// Trains one run at a time on its own thread: a single run, or the rows of a queue one after another.
//
// Threads: call from the GUI thread only; all signals are emitted there. Status updates collapse: at most one is
// pending, the newest. The destructor stops the run with a checkpoint and waits for it.
#pragma once

#include <QObject>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "app/workbench/jobs/Mailbox.h"
#include "app/workbench/jobs/TrainingOutcome.h"
#include "training/config/RunConfig.h"
#include "training/engine/loop/Trainer.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::telemetry {
class FreshFolder;
}

namespace isonet::workbench {

class TrainingWorker : public QObject {
    Q_OBJECT
public:
    explicit TrainingWorker(QObject* parent = nullptr);
    ~TrainingWorker() override;

    // Starts a new run in `runsFolder`. Ignored while busy.
    void start(const config::RunConfig& config, const QString& runsFolder);
    // Continues the run in `path` from its latest checkpoint, with its own configuration or with `changed` (see
    // training::train() for what may change). Ignored while busy.
    void resumeRun(const QString& path, const std::optional<config::RunConfig>& changed = {},
                   const QString& from = QStringLiteral("latest"));
    // Trains each row of the queue in `folder` that is not done. Ignored while busy.
    void runQueue(const QString& folder);
    void pauseAfterRow(bool on);  // on: ends the queue after the current row

    void pause();
    void resume();
    void stop();  // after the current step, with a checkpoint
    void requestCheckpoint();
    void requestEvaluation();      // of the weights after the current step
    void stopAfterEpoch(bool on);  // the run; a queue then ends, too
    // Takes effect at the next step; see training/engine/loop/LiveSettings.h.
    void change(const training::LiveSettings& settings);

    bool isBusy() const { return busy_; }
    bool isPaused() const;
    bool isStopping() const { return stopping_; }
    bool pausesAfterRow() const { return !queue_.isEmpty() && pauseAfterRow_; }
    const QString& queue() const { return queue_; }  // folder of the running queue; empty: none
    const QString& path() const { return path_; }    // of the current run; empty until it exists

Q_SIGNALS:
    void began(const QString& path);     // the run directory exists
    void rowBegan(const QString& path);  // the same, for a row of a queue
    void rowEnded(const QString& path);
    void statusChanged(const isonet::telemetry::RunStatus& status);
    void message(const QString& line);
    void configChanged(const isonet::config::RunConfig& config);  // at the start and after each change
    // isBusy() is false from here on. A queue is Finished if no row is left to train, Interrupted if it was stopped or
    // paused after a row, and Failed otherwise, with the path of the first failed row if there is one.
    void ended(const isonet::workbench::TrainingOutcome& outcome);
    void queueEnded(const QString& folder, const isonet::workbench::TrainingOutcome& outcome);

private:
    class Observer;
    class RowObserver;
    // Trains and returns the outcome; sets `path` once the run directory exists.
    using Body =
        std::function<TrainingOutcome(std::stop_token stop, training::TrainingControl& control, QString& path)>;
    void launch(Body body);
    TrainingOutcome trainIn(telemetry::RunDirectory directory, const config::RunConfig& config, std::stop_token stop,
                            training::TrainingControl& control, QString& path,
                            const telemetry::FreshFolder* fresh = nullptr);
    void reportBegan(const QString& path, void (TrainingWorker::*signal)(const QString&));
    void finish(const TrainingOutcome& outcome);

    // GUI thread
    bool busy_ = false, stopping_ = false;
    QString path_, queue_;
    std::shared_ptr<training::TrainingControl> control_;
    // Both threads
    std::mutex mutex_;
    std::optional<std::pair<QString, telemetry::RunStatus>> pending_;  // path of its run, newest status
    std::atomic<bool> pauseAfterRow_ = false;
    Mailbox mailbox_;
    // Last: joined before the members it uses are destroyed
    std::jthread thread_;
};

}  // namespace isonet::workbench
