#include "app/workbench/runs/JobIndex.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "app/workbench/jobs/DeviceReader.h"
#include "model/base/RegularFile.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {
constexpr std::chrono::milliseconds oftenInterval{1000}, rarelyInterval{4000};
constexpr std::chrono::milliseconds hanging{3000};  // a poll that takes longer
constexpr std::uint64_t logBytes = 64 * 1024;
}  // namespace

QString endOfLog(const QString& run) {
    try {
        const base::RegularFile file(std::filesystem::path(widgets::pathBytes(run)) / "log.txt");
        const std::uint64_t from = file.size() > logBytes ? file.size() - logBytes : 0;
        std::string text(std::size_t(file.size() - from), '\0');
        text.resize(file.read(from, text.data(), text.size()));
        if (from > 0)
            text.erase(0, text.find('\n') + 1);
        return QString::fromUtf8(text.data(), qsizetype(text.size())).trimmed();
    } catch (const std::exception&) {
        return {};
    }
}

// Poller's thread
struct JobIndex::State {
    explicit State(JobIndex* owner)
        : poller([this, owner](const Target& target, const auto& stop) { return owner->poll(*this, target, stop); }) {}
    void addEnded(std::vector<launch::Job>& jobs);

    DeviceReader devices;
    QStringList folders;                                   // of the last poll
    std::map<std::filesystem::path, launch::Job> watched;  // alive at an earlier poll
    // Last: stopped before the members it uses are destroyed
    FolderPoller<Target> poller;
};

JobIndex::JobIndex(QObject* parent) : QObject(parent) {
    qRegisterMetaType<std::vector<launch::Job>>();
    qRegisterMetaType<std::vector<widgets::DeviceSlot>>();
    states_.push_back(std::make_unique<State>(this));
    states_.back()->poller.setActive(true);
}

JobIndex::~JobIndex() = default;

// A poll that hangs, on a disk that does not answer, must not keep others from being shown.
void JobIndex::setTarget(bool leaves) {
    states_.remove_if([](const auto& state) { return state->poller.hasEnded(); });
    if (leaves) {
        states_.back()->poller.leave();
        states_.push_back(std::make_unique<State>(this));
    }
    states_.back()->poller.setTarget(target_);
    states_.back()->poller.setActive(true);
}

void JobIndex::setFolders(const QStringList& folders) {
    const bool others = std::exchange(target_.folders, folders) != folders;
    setTarget(others && states_.back()->poller.isPolling());
}

void JobIndex::setShown(bool shown, const QString& run) {
    target_.shown = shown;
    const bool other = std::exchange(target_.run, run) != run;
    setTarget(other && states_.back()->poller.pollingFor() > hanging);
}

void JobIndex::refresh() {
    states_.back()->poller.pollNow();
}

// A run that was not launched is no longer found once its process has ended; its folder says how it ended.
void JobIndex::State::addEnded(std::vector<launch::Job>& jobs) {
    for (const auto& job : jobs) {
        if (job.alive())
            watched[job.run] = job;
        else
            watched.erase(job.run);
    }
    std::erase_if(watched, [](const auto& each) {
        std::error_code error;
        return !std::filesystem::exists(each.first, error);
    });
    for (auto& [run, job] : watched) {
        if (std::ranges::find(jobs, run, &launch::Job::run) != jobs.end())
            continue;
        job.report = {launch::JobState::Ended, {}, {}};
        job.secondsLeft = -1;
        try {
            if (const auto status = telemetry::readStatus(run))
                job.status = *status;
        } catch (const std::exception&) {
            // As of the last poll.
        }
        jobs.push_back(job);
    }
}

std::chrono::milliseconds JobIndex::poll(State& state, const Target& target, const std::stop_token& stop) {
    if (target.shown && !target.run.isEmpty())
        mailbox_.post([this, run = target.run, end = endOfLog(target.run)] { Q_EMIT logRead(run, end); });
    if (target.shown)
        mailbox_.post([this, devices = state.devices.read()] { Q_EMIT devicesRead(devices); });
    if (stop.stop_requested())
        return oftenInterval;
    if (std::exchange(state.folders, target.folders) != target.folders)
        state.watched.clear();  // those in other folders have not ended
    std::vector<std::filesystem::path> folders;
    for (const QString& folder : target.folders)
        if (!folder.isEmpty())
            folders.emplace_back(widgets::pathBytes(folder));
    const auto start = std::chrono::steady_clock::now();
    std::vector<launch::Job> jobs;
    try {
        jobs = launch::findJobs(folders);
    } catch (const std::exception&) {
        return rarelyInterval;  // a file of a run cannot be read now: keep the previous jobs
    }
    if (stop.stop_requested())
        return oftenInterval;
    state.addEnded(jobs);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    const bool often = target.shown || std::ranges::any_of(jobs, &launch::Job::alive);
    mailbox_.post([this, jobs = std::move(jobs)] { Q_EMIT found(jobs); });
    return std::max(often ? oftenInterval : rarelyInterval, 10 * took);
}

}  // namespace isonet::workbench
