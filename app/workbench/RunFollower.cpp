#include "app/workbench/RunFollower.h"

#include <QMetaObject>
#include <chrono>
#include <filesystem>

#include "training/config/RunConfigYaml.h"

namespace isonet::workbench {

namespace {

constexpr auto liveInterval = std::chrono::milliseconds(150);
constexpr auto restInterval = std::chrono::milliseconds(1000);
constexpr std::size_t bytesAtATime = 4u << 20;

bool isLive(const std::optional<telemetry::RunStatus>& status) {
    return status && (status->state == telemetry::RunState::Preparing ||
                      status->state == telemetry::RunState::Running || status->state == telemetry::RunState::Paused);
}

// What is known of one run directory between two looks.
class Source {
public:
    explicit Source(const QString& path) : path_(path.toStdString()), name_(path), reader_(path_) {}

    RunUpdate look() {
        RunUpdate update;
        update.path = name_;
        std::error_code error;
        if (!std::filesystem::is_directory(path_, error)) {
            update.problem = QStringLiteral(
                                 "The run folder %1 is gone. If it was moved, choose its new place with "
                                 "File, Choose runs folder.")
                                 .arg(name_);
            return update;
        }
        try {
            readFacts(update);
        } catch (const std::exception& e) {
            update.problem = QString::fromUtf8(e.what()).trimmed();
        }
        try {
            update.batches = reader_.poll(bytesAtATime);
        } catch (const std::exception& e) {
            if (update.problem.isEmpty())
                update.problem = QString::fromUtf8(e.what()).trimmed();
        }
        if (reader_.damagedFrames() > 0 && update.problem.isEmpty())
            update.problem =
                QStringLiteral("%1 damaged records in the event files of %2 are left out; all others are shown.")
                    .arg(reader_.damagedFrames())
                    .arg(name_);
        update.atEnd = update.batches.empty();
        return update;
    }

    bool live() const { return isLive(status_); }

private:
    void readFacts(RunUpdate& update) {
        update.inUse = telemetry::isInUse(path_);
        auto status = telemetry::readStatus(path_);
        const bool changed =
            status && (!status_ || status->updated != status_->updated || status->state != status_->state);
        if (changed)
            update.status = status;
        if (status)
            status_ = status;
        if (!configRead_) {
            configRead_ = true;  // one try: a damaged file is told once
            update.config = telemetry::readConfig(path_);
        }
    }

    std::filesystem::path path_;
    QString name_;
    telemetry::EventReader reader_;
    std::optional<telemetry::RunStatus> status_;
    bool configRead_ = false;
};

}  // namespace

RunFollower::RunFollower(QObject* parent) : QObject(parent) {
    qRegisterMetaType<RunUpdate>();
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

RunFollower::~RunFollower() = default;  // jthread stops and joins

void RunFollower::follow(const QString& path) {
    path_ = path;
    {
        const std::lock_guard lock(mutex_);
        wanted_ = path;
        ++generation_;
        woken_ = true;
    }
    changed_.notify_all();
}

void RunFollower::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void RunFollower::work(std::stop_token stop) {
    std::unique_ptr<Source> source;
    std::uint64_t generation = 0;
    QString lastProblem;
    bool more = false, lastInUse = false;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            const auto interval = more                       ? std::chrono::milliseconds(0)
                                  : source && source->live() ? liveInterval
                                                             : restInterval;
            changed_.wait_for(lock, stop, interval, [&] { return woken_ || generation != generation_; });
            woken_ = false;
            if (stop.stop_requested())
                return;
            if (generation != generation_) {
                generation = generation_;
                lastProblem.clear();
                lastInUse = false;
                source = wanted_.isEmpty() ? nullptr : std::make_unique<Source>(wanted_);
            }
        }
        more = false;
        if (!source)
            continue;
        RunUpdate update = source->look();
        more = !update.atEnd;
        const bool news = update.config || update.status || !update.batches.empty() || update.problem != lastProblem ||
                          update.inUse != lastInUse;
        const bool sameProblem = update.problem == lastProblem;
        lastProblem = update.problem;
        lastInUse = update.inUse;
        if (sameProblem)
            update.problem.clear();
        if (news)
            send(std::move(update), generation, stop);
    }
}

void RunFollower::send(RunUpdate update, std::uint64_t generation, std::stop_token stop) {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [&] { return !underWay_; });
        if (stop.stop_requested())
            return;
        if (generation != generation_)
            return;  // another run is wanted by now
        underWay_ = true;
    }
    QMetaObject::invokeMethod(
        this,
        [this, update = std::move(update), generation] {
            bool current = false;
            {
                const std::lock_guard lock(mutex_);
                underWay_ = false;
                current = generation == generation_;
            }
            changed_.notify_all();
            if (current)
                Q_EMIT updated(update);
        },
        Qt::QueuedConnection);
}

}  // namespace isonet::workbench
