#include "app/workbench/QueueIndex.h"

#include <QDir>
#include <QMetaObject>
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "training/telemetry/EventFolder.h"

namespace isonet::workbench {
namespace {

namespace fs = std::filesystem;
using widgets::QueueEntry;

struct Known {
    fs::file_time_type time;
    QueueEntry entry;
};

std::set<std::string> foldersOf(const QStringList& roots, const QStringList& queues) {
    std::set<std::string> all;
    for (const auto& queue : queues)
        all.insert(QDir::cleanPath(queue).toStdString());
    for (const auto& root : roots) {
        std::error_code error;
        for (fs::directory_iterator entry(QDir::cleanPath(root).toStdString(), error), end; !error && entry != end;
             entry.increment(error))
            if (experiments::isQueue(entry->path()))
                all.insert(entry->path().string());
    }
    return all;
}

void read(const std::string& folder, Known& known) {
    auto& entry = known.entry;
    entry.folder = QString::fromStdString(folder);
    std::error_code error;
    const auto time = fs::last_write_time(fs::path(folder) / experiments::kExperimentFile, error);
    if (error || time != known.time || !entry.problem.isEmpty()) {
        known.time = time;
        try {
            entry.experiment = experiments::Queue::open(folder).experiment();
            entry.problem.clear();
            entry.changed = telemetry::secondsOf(time);
        } catch (const std::exception& e) {
            entry.experiment = {};
            entry.problem = QString::fromUtf8(e.what()).trimmed();
        }
    }
    entry.inUse = telemetry::isInUse(folder);
    entry.results.clear();
    for (const auto& row : entry.experiment.rows) {
        const auto run = fs::path(folder) / row.id;
        const auto status = telemetry::readStatus(run);
        entry.results.push_back(experiments::resultOf(row, run, status, entry.experiment.failsBelow));
        if (status)
            entry.changed = std::max(entry.changed, status->updated);
    }
}

bool same(const QueueEntry& a, const QueueEntry& b) {
    return a.folder == b.folder && a.inUse == b.inUse && a.problem == b.problem && a.changed == b.changed &&
           a.experiment == b.experiment && a.results == b.results;
}

}  // namespace

struct QueueIndex::Seen {
    std::map<std::string, Known> known;
    std::vector<QueueEntry> told;
    bool any = false;  // something was told
};

QueueIndex::QueueIndex(QObject* parent)
    : QObject(parent),
      seen_(std::make_unique<Seen>()),
      watch_(std::chrono::seconds(1),
             [this](const Place& place, const std::stop_token& stop) { return look(place, stop); }) {
    qRegisterMetaType<std::vector<QueueEntry>>();
}

QueueIndex::~QueueIndex() = default;

void QueueIndex::setFolders(const QStringList& roots, const QStringList& queues) {
    watch_.setPlace({roots, queues});
}

void QueueIndex::setWatching(bool on) {
    watch_.setWatching(on);
}

void QueueIndex::refresh() {
    watch_.refresh();
}

bool QueueIndex::look(const Place& place, const std::stop_token& stop) {
    const auto folders = foldersOf(place.roots, place.queues);
    std::erase_if(seen_->known, [&](const auto& one) { return !folders.contains(one.first); });
    std::vector<QueueEntry> entries;
    for (const auto& folder : folders) {
        if (stop.stop_requested())
            return false;
        Known& known = seen_->known[folder];
        read(folder, known);
        entries.push_back(known.entry);
    }
    std::ranges::stable_sort(entries, std::greater<>(), &QueueEntry::changed);
    if (seen_->any && std::ranges::equal(entries, seen_->told, same))
        return false;
    seen_->any = true;
    seen_->told = entries;
    QMetaObject::invokeMethod(
        this, [this, entries = std::move(entries)] { Q_EMIT indexed(entries); }, Qt::QueuedConnection);
    return false;
}

}  // namespace isonet::workbench
