// Trains one run at a time on a thread of its own and reports in values.
//
// Lives on the GUI thread; its signals are emitted on the training thread and reach GUI objects through queued
// connections. Status values collapse: at most one is under way, the newest. Destruction stops the run with a
// checkpoint and waits for it.
#pragma once

#include <QObject>
#include <QString>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "training/config/RunConfig.h"
#include "training/engine/Trainer.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

// How a run ended. `remedy` says what to do where there is something to do.
struct TrainingOutcome {
    QString path;  // of the run directory; empty when none came to be
    telemetry::RunState state = telemetry::RunState::Failed;
    QString message, remedy;
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

    void pause();
    void resume();
    void stop();  // after the present step, with a checkpoint
    void requestCheckpoint();
    void change(const training::LiveSettings& settings);  // from the next step on; see training/engine/LiveSettings.h

    bool isBusy() const { return busy_; }
    bool isPaused() const;
    bool isStopping() const { return stopping_; }
    const QString& path() const { return path_; }  // of the run being trained; empty until it exists

Q_SIGNALS:
    void began(const QString& path);  // the run directory exists
    void statusChanged(const isonet::telemetry::RunStatus& status);
    void message(const QString& line);
    void configChanged(const isonet::config::RunConfig& config);    // in force: at the start and after each change
    void ended(const isonet::workbench::TrainingOutcome& outcome);  // the thread is about to end; isBusy() is false

private:
    class Observer;
    template <typename Opener>
    void launch(Opener open);
    void finish(const TrainingOutcome& outcome);

    // GUI thread
    bool busy_ = false, stopping_ = false;
    QString path_;
    std::shared_ptr<training::TrainingControl> control_;
    // Both threads
    std::mutex mutex_;
    std::optional<telemetry::RunStatus> pending_;
    std::jthread thread_;
};

}  // namespace isonet::workbench
