#include "app/workbench/runs/RunIndex.h"

#include <utility>

#include "app/workbench/runs/RunScan.h"

namespace isonet::workbench {

using Clock = std::chrono::steady_clock;

namespace {

constexpr auto scanInterval = std::chrono::milliseconds(2000);
// During the first scan. The list is sent as a whole, so it must have grown by a third: thousands of runs would be sent
// too often otherwise.
constexpr auto sendInterval = std::chrono::milliseconds(100);
constexpr double growth = 4.0 / 3;

}  // namespace

struct RunIndex::State {
    KnownRuns runs;
    // Of the last scan
    QStringList folders;
    QString problem;
    bool unread = false;
};

RunIndex::RunIndex(QObject* parent)
    : QObject(parent),
      state_(std::make_unique<State>()),
      poller_([this](const QStringList& folders, const auto& stop) { return poll(folders, stop); }) {
    qRegisterMetaType<std::vector<widgets::RunEntry>>();
}

RunIndex::~RunIndex() = default;

void RunIndex::setFolders(const QStringList& folders) {
    poller_.setTarget(folders);
}

void RunIndex::setWatching(bool on) {
    poller_.setActive(on);
}

void RunIndex::refresh() {
    poller_.pollNow();
}

void RunIndex::send(bool looking, const QString& problem) {
    std::vector<widgets::RunEntry> entries;
    entries.reserve(state_->runs.size());
    for (const auto& [path, run] : state_->runs)
        entries.push_back(run.entry);
    mailbox_.post(
        [this, entries = std::move(entries), looking, problem] { Q_EMIT indexed(entries, looking, problem); });
}

std::chrono::milliseconds RunIndex::poll(const QStringList& folders, const std::stop_token& stop) {
    if (folders.isEmpty())
        return scanInterval;
    const bool isFirst = std::exchange(state_->folders, folders) != folders;
    auto sent = Clock::now();
    std::size_t sentRuns = 0;
    RunScan scan(state_->runs, [&] {
        const std::size_t runs = state_->runs.size();
        if (isFirst && Clock::now() - sent > sendInterval && double(runs) >= growth * double(sentRuns)) {
            sent = Clock::now();
            sentRuns = runs;
            send(true, {});
        }
    });
    for (const auto& folder : folders) {
        scan.scan(folder);
        if (stop.stop_requested())
            return scanInterval;
    }
    scan.forgetMissing();
    const bool becameRead = std::exchange(state_->unread, scan.unread()) && !scan.unread();
    const bool newProblem = std::exchange(state_->problem, scan.problem()) != scan.problem();
    if (scan.changed() || becameRead || isFirst || newProblem)
        send(scan.unread(), scan.problem());
    return scan.unread() ? std::chrono::milliseconds(0) : scanInterval;
}

}  // namespace isonet::workbench
