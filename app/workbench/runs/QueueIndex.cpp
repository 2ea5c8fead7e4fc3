#include "app/workbench/runs/QueueIndex.h"

#include <QCoreApplication>
#include <QDir>
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "training/scheduler/Estimates.h"
#include "training/scheduler/QueueState.h"
#include "training/telemetry/EventFolder.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace fs = std::filesystem;
using widgets::QueueEntry;

// What is known of one queue between two polls.
struct KnownQueue {
    fs::file_time_type time;  // of its file when read
    QueueEntry entry;
};

namespace {

constexpr auto queueInterval = std::chrono::milliseconds(1000);

std::set<std::string> foldersOf(const QStringList& roots, const QStringList& queues) {
    std::set<std::string> all;
    for (const auto& queue : queues)
        all.insert(widgets::pathBytes(QDir::cleanPath(queue)));
    for (const auto& root : roots) {
        std::error_code error;
        for (fs::directory_iterator entry(widgets::pathBytes(QDir::cleanPath(root)), error), end;
             !error && entry != end; entry.increment(error))
            if (sweeps::isQueue(entry->path()))
                all.insert(entry->path().string());
    }
    return all;
}

void readQueue(const std::string& folder, KnownQueue& known) {
    auto& entry = known.entry;
    entry.folder = widgets::pathText(folder);
    std::error_code error;
    const auto time = fs::last_write_time(fs::path(folder) / sweeps::kSweepFile, error);
    if (error || time != known.time || !entry.problem.isEmpty()) {
        known.time = time;
        try {
            entry.sweep = sweeps::Queue::open(folder).sweep();
            entry.problem.clear();
            entry.changed = telemetry::secondsOf(time);
        } catch (const std::exception& e) {
            entry.sweep = {};
            entry.problem = QString::fromUtf8(e.what()).trimmed();
        }
    }
    entry.inUse = telemetry::isInUse(folder);
    entry.results.clear();
    for (const auto& row : entry.sweep.rows) {
        const auto run = fs::path(folder) / row.id;
        const auto status = telemetry::readStatus(run);
        entry.results.push_back(sweeps::resultOf(row, run, status, entry.sweep.failsBelow));
        if (status)
            entry.changed = std::max(entry.changed, status->updated);
    }
}

QString basisText(const scheduler::EstimateBasis& basis, const sweeps::Sweep& sweep) {
    if (basis.row < 0)
        return {};
    const auto text = [](const char* words) { return QCoreApplication::translate("QueueIndex", words); };
    const QString row = QString::fromStdString(sweep.rows[std::size_t(basis.row)].id);
    return (basis.sameNetwork ? text(QT_TRANSLATE_NOOP("QueueIndex", "%1 steps of %2 s, as measured in the row %3"))
                              : text(QT_TRANSLATE_NOOP("QueueIndex",
                                                       "%1 steps of %2 s, by the FLOPs and the measured "
                                                       "time of the row %3")))
        .arg(widgets::formatCount(std::int64_t(basis.steps)), widgets::formatMeasured(basis.secondsPerStep), row);
}

// queue.json, and what is estimated from it and the results.
void readPlan(const std::string& folder, QueueEntry& entry) {
    entry.plan = {};
    if (entry.sweep.rows.empty())
        return;
    try {
        const auto state = scheduler::readQueueState(folder);
        entry.plan.slots = QString::fromStdString(state.slots);
        entry.plan.paused = state.paused;
        entry.plan.retries = state.retries;
        entry.plan.stopOnFailure = state.onFailure == scheduler::OnFailure::Stop;
        const auto isLeft = [&](std::size_t row) {
            const auto rowState = entry.results[row].state;
            return !sweeps::isDone(rowState) && rowState != sweeps::RowState::Running &&
                   !state.isExhausted(entry.sweep.rows[row].id);
        };
        std::vector<std::size_t> order;
        for (const std::size_t row : scheduler::startOrder(entry.sweep, state))
            if (isLeft(row))
                order.push_back(row);
        const auto running = std::ranges::count(entry.results, sweeps::RowState::Running, &sweeps::RowResult::state);
        const auto estimate = scheduler::estimate(entry.sweep, entry.results, order, std::max(1, int(running)));
        entry.plan.secondsLeft = estimate.seconds;
        for (std::size_t row = 0; row < entry.sweep.rows.size(); ++row) {
            const std::string& id = entry.sweep.rows[row].id;
            widgets::RowPlan plan;
            plan.priority = state.priority(id);
            plan.exhausted = state.isExhausted(id) || state.stopped.contains(id);
            plan.secondsLeft = row < estimate.rows.size() ? estimate.rows[row] : -1;
            plan.basis = row < estimate.bases.size() ? basisText(estimate.bases[row], entry.sweep) : QString();
            if (const auto failures = state.failures.find(id); failures != state.failures.end())
                for (const auto& failure : failures->second.all)
                    plan.failures += QString::fromStdString(failure.reason);
            entry.plan.rows.push_back(std::move(plan));
        }
    } catch (const std::exception& e) {
        entry.plan = {};
        entry.plan.problem = QString::fromUtf8(e.what());
    }
}

bool same(const QueueEntry& a, const QueueEntry& b) {
    return a.folder == b.folder && a.inUse == b.inUse && a.problem == b.problem && a.changed == b.changed &&
           a.sweep == b.sweep && a.results == b.results && a.plan == b.plan;
}

}  // namespace

struct QueueIndex::State {
    std::map<std::string, KnownQueue> known;
    std::optional<std::vector<QueueEntry>> reported;
};

QueueIndex::QueueIndex(QObject* parent)
    : QObject(parent),
      state_(std::make_unique<State>()),
      poller_([this](const Target& target, const auto& stop) { return poll(target, stop); }) {
    qRegisterMetaType<std::vector<QueueEntry>>();
}

QueueIndex::~QueueIndex() = default;

void QueueIndex::setFolders(const QStringList& roots, const QStringList& queues) {
    poller_.setTarget({roots, queues});
}

void QueueIndex::setWatching(bool on) {
    poller_.setActive(on);
}

void QueueIndex::refresh() {
    poller_.pollNow();
}

std::chrono::milliseconds QueueIndex::poll(const Target& target, const std::stop_token& stop) {
    const auto folders = foldersOf(target.roots, target.queues);
    std::erase_if(state_->known, [&](const auto& each) { return !folders.contains(each.first); });
    std::vector<QueueEntry> entries;
    for (const auto& folder : folders) {
        if (stop.stop_requested())
            return queueInterval;
        KnownQueue& known = state_->known[folder];
        readQueue(folder, known);
        readPlan(folder, known.entry);
        entries.push_back(known.entry);
    }
    std::ranges::stable_sort(entries, std::greater<>(), &QueueEntry::changed);
    if (state_->reported && std::ranges::equal(entries, *state_->reported, same))
        return queueInterval;
    state_->reported = entries;
    mailbox_.post([this, entries = std::move(entries)] { Q_EMIT indexed(entries); });
    return queueInterval;
}

}  // namespace isonet::workbench
