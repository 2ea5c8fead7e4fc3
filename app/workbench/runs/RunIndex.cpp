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
    explicit State(RunIndex* owner)
        : poller([this, owner](const QStringList& folders, const auto& stop) {
              return owner->poll(*this, folders, stop);
          }) {}

    // Poller's thread
    KnownRuns runs;
    // Of the last scan
    QStringList folders;
    QString problem;
    bool unread = false;
    // Last: stopped before the members it uses are destroyed
    FolderPoller<QStringList> poller;
};

RunIndex::RunIndex(QObject* parent) : QObject(parent) {
    qRegisterMetaType<std::vector<widgets::RunEntry>>();
    states_.push_back(std::make_unique<State>(this));
}

RunIndex::~RunIndex() = default;

void RunIndex::setFolders(const QStringList& folders) {
    states_.remove_if([](const auto& state) { return state->poller.hasEnded(); });
    if (std::exchange(folders_, folders) != folders && states_.back()->poller.isPolling()) {  // perhaps without end
        states_.back()->poller.leave();
        states_.push_back(std::make_unique<State>(this));
        states_.back()->poller.setActive(watching_);
    }
    states_.back()->poller.setTarget(folders);
}

void RunIndex::setWatching(bool on) {
    watching_ = on;
    states_.back()->poller.setActive(on);
}

void RunIndex::refresh() {
    states_.back()->poller.pollNow();
}

void RunIndex::send(const State& state, bool looking, const QString& problem, const std::stop_token& stop) {
    if (stop.stop_requested())
        return;
    std::vector<widgets::RunEntry> entries;
    entries.reserve(state.runs.size());
    for (const auto& [path, run] : state.runs)
        entries.push_back(run.entry);
    mailbox_.post(
        [this, entries = std::move(entries), looking, problem] { Q_EMIT indexed(entries, looking, problem); });
}

std::chrono::milliseconds RunIndex::poll(State& state, const QStringList& folders, const std::stop_token& stop) {
    if (folders.isEmpty())
        return scanInterval;
    const bool isFirst = std::exchange(state.folders, folders) != folders;
    auto sent = Clock::now();
    std::size_t sentRuns = 0;
    RunScan scan(state.runs, [&] {
        const std::size_t runs = state.runs.size();
        if (isFirst && Clock::now() - sent > sendInterval && double(runs) >= growth * double(sentRuns)) {
            sent = Clock::now();
            sentRuns = runs;
            send(state, true, {}, stop);
        }
    });
    for (const auto& folder : folders) {
        scan.scan(folder);
        if (stop.stop_requested())
            return scanInterval;
    }
    scan.forgetMissing();
    const bool becameRead = std::exchange(state.unread, scan.unread()) && !scan.unread();
    const bool newProblem = std::exchange(state.problem, scan.problem()) != scan.problem();
    if (scan.changed() || becameRead || isFirst || newProblem)
        send(state, scan.unread(), scan.problem(), stop);
    return scan.unread() ? std::chrono::milliseconds(0) : scanInterval;
}

}  // namespace isonet::workbench
