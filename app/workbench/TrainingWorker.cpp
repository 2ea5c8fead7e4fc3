#include "app/workbench/TrainingWorker.h"

#include <c10/util/Exception.h>

#include <QMetaObject>
#include <functional>

#include "training/config/RunConfigYaml.h"
#include "training/data/Dataset.h"

namespace isonet::workbench {

using telemetry::RunState;

namespace {

QString words(const char* text) {
    return QString::fromUtf8(text).trimmed();
}

// The one place where the engine's exceptions become sentences.
TrainingOutcome outcomeOf(const std::exception_ptr& error, const QString& path) {
    TrainingOutcome outcome;
    outcome.path = path;
    try {
        std::rethrow_exception(error);
    } catch (const config::ConfigError& e) {
        outcome.message = words(e.what());
        outcome.remedy = QStringLiteral("Correct the configuration and start again.");
    } catch (const training::DataError& e) {
        outcome.message = words(e.what());
    } catch (const telemetry::StorageError& e) {
        outcome.message = words(e.what());
    } catch (const c10::OutOfMemoryError& e) {
        outcome.message = words(e.what_without_backtrace());
        outcome.remedy = QStringLiteral("Use a smaller batch, or another device.");
    } catch (const c10::Error& e) {
        outcome.message = words(e.what_without_backtrace());
    } catch (const std::bad_alloc&) {
        outcome.message = QStringLiteral("The computer has no memory left for this network and batch.");
        outcome.remedy = QStringLiteral("Use a smaller batch.");
    } catch (const std::exception& e) {
        outcome.message = words(e.what());
    } catch (...) {
        outcome.message = QStringLiteral("An unknown error ended the run.");
    }
    return outcome;
}

}  // namespace

// On the training thread. Values go through the worker's signals; nothing of the GUI is touched.
class TrainingWorker::Observer : public training::TrainingObserver {
public:
    explicit Observer(TrainingWorker& worker) : worker_(worker) {}

    void onStatus(const telemetry::RunStatus& status) override {
        {
            const std::lock_guard lock(worker_.mutex_);
            const bool underWay = worker_.pending_.has_value();
            worker_.pending_ = status;
            if (underWay)
                return;
        }
        TrainingWorker* worker = &worker_;
        QMetaObject::invokeMethod(
            worker,
            [worker] {
                std::optional<telemetry::RunStatus> newest;
                {
                    const std::lock_guard lock(worker->mutex_);
                    newest.swap(worker->pending_);
                }
                if (newest)
                    Q_EMIT worker->statusChanged(*newest);
            },
            Qt::QueuedConnection);
    }

    void onMessage(const std::string& line) override { Q_EMIT worker_.message(QString::fromStdString(line)); }

    void onConfig(const config::RunConfig& config) override { Q_EMIT worker_.configChanged(config); }

private:
    TrainingWorker& worker_;
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

void TrainingWorker::start(const config::RunConfig& config, const QString& runsFolder) {
    launch([config, root = std::filesystem::path(runsFolder.toStdString())] {
        const auto path = telemetry::RunDirectory::freshPath(root, config::runTitle(config));
        return std::pair(config, telemetry::RunDirectory::create(path, config));
    });
}

void TrainingWorker::resumeRun(const QString& path, const std::optional<config::RunConfig>& changed) {
    launch([path = std::filesystem::path(path.toStdString()), changed] {
        auto directory = telemetry::RunDirectory::resume(path);
        return std::pair(changed ? *changed : telemetry::readConfig(path), std::move(directory));
    });
}

template <typename Opener>
void TrainingWorker::launch(Opener open) {
    if (busy_)
        return;
    thread_ = {};  // the last one has ended; join it
    busy_ = true;
    stopping_ = false;
    path_.clear();
    pending_.reset();
    control_ = std::make_shared<training::TrainingControl>();
    thread_ = std::jthread([this, open = std::move(open), control = control_](std::stop_token stop) mutable {
        TrainingOutcome outcome;
        QString path;
        try {
            // The lock of the run directory is given back before the end is told, so that a resume can follow at once.
            auto [config, directory] = open();
            path = QString::fromStdString(directory.path().string());
            QMetaObject::invokeMethod(
                this,
                [this, path] {
                    path_ = path;
                    Q_EMIT began(path);
                },
                Qt::QueuedConnection);
            Observer observer(*this);
            const auto result = training::train(config, directory, observer, *control, stop);
            outcome = {path, result.state, QString::fromStdString(result.message), {}};
        } catch (...) {
            outcome = outcomeOf(std::current_exception(), path);
        }
        QMetaObject::invokeMethod(
            this, [this, outcome] { finish(outcome); }, Qt::QueuedConnection);
    });
}

void TrainingWorker::finish(const TrainingOutcome& outcome) {
    busy_ = false;
    stopping_ = false;
    path_.clear();
    control_.reset();
    Q_EMIT ended(outcome);
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
    control_->resume();  // a paused run has to wake to stop
}

void TrainingWorker::requestCheckpoint() {
    if (busy_)
        control_->requestCheckpoint();
}

void TrainingWorker::change(const training::LiveSettings& settings) {
    if (busy_)
        control_->change(settings);
}

}  // namespace isonet::workbench
