#include "app/workbench/jobs/TrainingWorker.h"

#include <utility>

#include "model/kernels/CudaPlugin.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/runner/QueueRunner.h"
#include "training/telemetry/FreshFolder.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using telemetry::RunState;

// Called on the training thread; forwards values as signals of the worker.
class TrainingWorker::Observer : public training::TrainingObserver {
public:
    Observer(TrainingWorker& worker, QString path) : path_(std::move(path)), worker_(worker) {}

    void onStatus(const telemetry::RunStatus& status) override {
        {
            const std::lock_guard lock(worker_.mutex_);
            const bool isPending = worker_.pending_.has_value();
            worker_.pending_ = {path_, status};
            if (isPending)
                return;
        }
        TrainingWorker* worker = &worker_;
        worker->mailbox_.post([worker] {
            decltype(worker->pending_) newest;
            {
                const std::lock_guard lock(worker->mutex_);
                newest.swap(worker->pending_);
            }
            if (newest && newest->first == worker->path_)
                Q_EMIT worker->statusChanged(newest->second);
        });
    }

    void onStep(std::int64_t) override { begun_ = true; }

    void onMessage(const std::string& line) override {
        worker_.mailbox_.post([worker = &worker_, line] { Q_EMIT worker->message(QString::fromStdString(line)); });
    }

    void onConfig(const config::RunConfig& config) override {
        worker_.mailbox_.post([worker = &worker_, config] { Q_EMIT worker->configChanged(config); });
    }

    bool begun() const { return begun_; }  // at least one step is done

protected:
    QString path_;  // of the run

private:
    TrainingWorker& worker_;
    bool begun_ = false;
};

// Observes all rows of a queue and reports each row once its run directory exists.
class TrainingWorker::RowObserver : public Observer {
public:
    RowObserver(TrainingWorker& worker, const QString& path) : Observer(worker, path), worker_(worker) {}
    void nextRow(const QString& path) {
        path_ = path;
        reported_ = false;
    }
    void onConfig(const config::RunConfig& config) override {
        if (!std::exchange(reported_, true))
            worker_.reportBegan(path_, &TrainingWorker::rowBegan);
        Observer::onConfig(config);
    }

private:
    TrainingWorker& worker_;
    bool reported_ = false;
};

TrainingWorker::TrainingWorker(QObject* parent) : QObject(parent) {
    qRegisterMetaType<telemetry::RunStatus>();
    qRegisterMetaType<TrainingOutcome>();
    qRegisterMetaType<config::RunConfig>();
}

TrainingWorker::~TrainingWorker() {
    if (control_)
        control_->resume();
    thread_ = {};  // requests the stop and joins
}

bool TrainingWorker::isPaused() const {
    return busy_ && control_ && control_->paused();
}

void TrainingWorker::reportBegan(const QString& path, void (TrainingWorker::*signal)(const QString&)) {
    mailbox_.post([this, path, signal] {
        path_ = path;
        Q_EMIT(this->*signal)(path);
    });
}

void TrainingWorker::start(const config::RunConfig& config, const QString& runsFolder) {
    launch([this, config, root = std::filesystem::path(widgets::pathBytes(runsFolder))](
               std::stop_token stop, training::TrainingControl& control, QString& path) {
        const auto folder = telemetry::RunDirectory::freshPath(root, config::runTitle(config));
        const telemetry::FreshFolder fresh(folder);
        return trainIn(telemetry::RunDirectory::create(folder, config), config, stop, control, path, &fresh);
    });
}

void TrainingWorker::resumeRun(const QString& path, const std::optional<config::RunConfig>& changed,
                               const QString& from) {
    launch([this, folder = std::filesystem::path(widgets::pathBytes(path)), changed, from = from.toStdString()](
               std::stop_token stop, training::TrainingControl& control, QString& current) {
        auto directory = telemetry::RunDirectory::resume(folder, from);
        return trainIn(std::move(directory), changed ? *changed : telemetry::readConfigInForce(folder), stop, control,
                       current);
    });
}

// Releases the lock of the run directory before the end is reported, so that the run can be resumed at once.
TrainingOutcome TrainingWorker::trainIn(telemetry::RunDirectory directory, const config::RunConfig& config,
                                        std::stop_token stop, training::TrainingControl& control, QString& path,
                                        const telemetry::FreshFolder* fresh) {
    path = widgets::pathText(directory.path().string());
    reportBegan(path, &TrainingWorker::began);
    Observer observer(*this, path);
    try {
        const auto result = training::train(config, directory, observer, control, stop);
        return {path, result.state, QString::fromStdString(result.message), {}};
    } catch (...) {
        if (!fresh || observer.begun())
            throw;
        fresh->removeRun();
        TrainingOutcome outcome = outcomeOf(std::current_exception(), {});
        outcome.removedRun = path;
        return outcome;
    }
}

void TrainingWorker::runQueue(const QString& folder) {
    if (busy_)
        return;
    pauseAfterRow_ = false;
    launch([this, folder](std::stop_token stop, training::TrainingControl& control, QString& path) {
        auto queue = sweeps::Queue::open(widgets::pathBytes(folder));
        std::stop_source rows;  // stopped by stop() or by pauseAfterRow()
        const std::stop_callback relay(stop, [&rows] { rows.request_stop(); });
        RowObserver observer(*this, folder);
        sweeps::QueueEvents events;
        events.rowStarted = [&](std::size_t row) {
            path = widgets::pathText((queue.folder() / queue.sweep().rows[row].id).string());
            observer.nextRow(path);
        };
        events.rowEnded = [&](const sweeps::SweepRow&, const sweeps::RowResult&) {
            mailbox_.post([this, ended = path] {
                path_.clear();
                Q_EMIT rowEnded(ended);
            });
            path.clear();
            if (pauseAfterRow_)
                rows.request_stop();
        };
        const auto end = sweeps::runQueue(queue, observer, control, rows.get_token(), events);
        if (end == sweeps::QueueEnd::Done)
            if (auto failure = failedRows(queue))
                return *failure;
        return TrainingOutcome{{}, end == sweeps::QueueEnd::Done ? RunState::Finished : RunState::Interrupted, {}, {}};
    });
    queue_ = folder;
}

void TrainingWorker::launch(Body body) {
    if (busy_)
        return;
    thread_ = {};  // joins the previous thread, which has ended
    busy_ = true;
    stopping_ = false;
    path_.clear();
    queue_.clear();
    pending_.reset();
    control_ = std::make_shared<training::TrainingControl>();
    thread_ = std::jthread([this, body = std::move(body), control = control_](std::stop_token stop) {
        TrainingOutcome outcome;
        QString path;
        model::loadCuda();  // before anything of torch
        try {
            outcome = body(stop, *control, path);
        } catch (...) {
            outcome = outcomeOf(std::current_exception(), path);
        }
        mailbox_.post([this, outcome] { finish(outcome); });
    });
}

void TrainingWorker::finish(const TrainingOutcome& outcome) {
    busy_ = false;
    stopping_ = false;
    path_.clear();
    control_.reset();
    if (const QString queue = std::exchange(queue_, {}); !queue.isEmpty())
        Q_EMIT queueEnded(queue, outcome);
    else
        Q_EMIT ended(outcome);
}

void TrainingWorker::pauseAfterRow(bool on) {
    pauseAfterRow_ = on;
}

void TrainingWorker::pause() {
    if (busy_)
        control_->pause();
}

void TrainingWorker::resume() {
    if (busy_)
        control_->resume();
}

void TrainingWorker::stop() {
    if (!busy_)
        return;
    stopping_ = true;
    thread_.request_stop();
    control_->resume();  // a paused run must wake up to stop
}

void TrainingWorker::requestCheckpoint() {
    if (busy_)
        control_->requestCheckpoint();
}

void TrainingWorker::requestEvaluation() {
    if (busy_)
        control_->requestEvaluation();
}

void TrainingWorker::stopAfterEpoch(bool on) {
    if (busy_)
        control_->stopAfterEpoch(on);
}

void TrainingWorker::change(const training::LiveSettings& settings) {
    if (busy_)
        control_->change(settings);
}

}  // namespace isonet::workbench
