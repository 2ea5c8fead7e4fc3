#include "app/workbench/runs/JobIndex.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "model/base/RegularFile.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace {
constexpr std::chrono::milliseconds oftenInterval{1000}, rarelyInterval{4000};
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

JobIndex::JobIndex(QObject* parent)
    : QObject(parent), poller_([this](const Target& target, const auto& stop) { return poll(target, stop); }) {
    qRegisterMetaType<std::vector<launch::Job>>();
    qRegisterMetaType<std::vector<widgets::DeviceSlot>>();
    poller_.setActive(true);
}

JobIndex::~JobIndex() = default;

void JobIndex::setFolders(const QStringList& folders) {
    target_.folders = folders;
    poller_.setTarget(target_);
}

void JobIndex::setShown(bool shown, const QString& run) {
    target_.shown = shown;
    target_.run = run;
    poller_.setTarget(target_);
}

void JobIndex::refresh() {
    poller_.pollNow();
}

// A run that nobody has launched is not found any more once its process has ended: how it ended is in its folder.
void JobIndex::addEnded(std::vector<launch::Job>& jobs) {
    for (const auto& job : jobs) {
        if (job.alive())
            watched_[job.run] = job;
        else
            watched_.erase(job.run);
    }
    std::erase_if(watched_, [](const auto& each) {
        std::error_code error;
        return !std::filesystem::exists(each.first, error);
    });
    for (auto& [run, job] : watched_) {
        if (std::ranges::find(jobs, run, &launch::Job::run) != jobs.end())
            continue;
        job.report = {launch::JobState::Ended, {}, {}};
        job.secondsLeft = -1;
        try {
            if (const auto status = telemetry::readStatus(run))
                job.status = *status;
        } catch (const std::exception&) {
            // As it was at the last look.
        }
        jobs.push_back(job);
    }
}

std::chrono::milliseconds JobIndex::poll(const Target& target, const std::stop_token& stop) {
    if (target.shown && !target.run.isEmpty())
        mailbox_.post([this, run = target.run, end = endOfLog(target.run)] { Q_EMIT logRead(run, end); });
    if (target.shown)
        mailbox_.post([this, devices = devices_.read()] { Q_EMIT devicesRead(devices); });
    if (stop.stop_requested())
        return oftenInterval;
    if (std::exchange(folders_, target.folders) != target.folders)
        watched_.clear();  // those in other folders have not ended
    std::vector<std::filesystem::path> folders;
    for (const QString& folder : target.folders)
        if (!folder.isEmpty())
            folders.emplace_back(widgets::pathBytes(folder));
    const auto start = std::chrono::steady_clock::now();
    std::vector<launch::Job> jobs;
    try {
        jobs = launch::findJobs(folders);
    } catch (const std::exception&) {
        return rarelyInterval;  // a file of a run cannot be read now: the jobs are as they were
    }
    addEnded(jobs);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    const bool often = target.shown || std::ranges::any_of(jobs, &launch::Job::alive);
    mailbox_.post([this, jobs = std::move(jobs)] { Q_EMIT found(jobs); });
    return std::max(often ? oftenInterval : rarelyInterval, 10 * took);
}

}  // namespace isonet::workbench
