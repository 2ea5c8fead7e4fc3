#include "app/workbench/runs/QueueIndex.h"

#include <QDir>
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "training/telemetry/EventFolder.h"
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

bool same(const QueueEntry& a, const QueueEntry& b) {
    return a.folder == b.folder && a.inUse == b.inUse && a.problem == b.problem && a.changed == b.changed &&
           a.sweep == b.sweep && a.results == b.results;
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
