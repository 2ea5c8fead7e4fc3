#include "app/workbench/QueueIndex.h"

#include <QDir>
#include <QMetaObject>
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace isonet::workbench {
namespace {

namespace fs = std::filesystem;
using widgets::QueueEntry;

constexpr auto interval = std::chrono::seconds(1);

struct Known {
    fs::file_time_type time;
    QueueEntry entry;
};

double secondsOf(fs::file_time_type time) {
    return std::chrono::duration<double>(std::chrono::file_clock::to_sys(time).time_since_epoch()).count();
}

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

void look(const std::string& folder, Known& known) {
    auto& entry = known.entry;
    entry.folder = QString::fromStdString(folder);
    std::error_code error;
    const auto time = fs::last_write_time(fs::path(folder) / experiments::kExperimentFile, error);
    if (error || time != known.time || !entry.problem.isEmpty()) {
        known.time = time;
        try {
            entry.experiment = experiments::Queue::open(folder).experiment();
            entry.problem.clear();
            entry.changed = secondsOf(time);
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

QueueIndex::QueueIndex(QObject* parent) : QObject(parent) {
    qRegisterMetaType<std::vector<QueueEntry>>();
    thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
}

QueueIndex::~QueueIndex() = default;  // jthread stops and joins

void QueueIndex::setFolders(const QStringList& roots, const QStringList& queues) {
    {
        const std::lock_guard lock(mutex_);
        roots_ = roots;
        queues_ = queues;
        woken_ = true;
    }
    changed_.notify_all();
}

void QueueIndex::setWatching(bool on) {
    {
        const std::lock_guard lock(mutex_);
        woken_ = woken_ || (on && !watching_);
        watching_ = on;
    }
    changed_.notify_all();
}

void QueueIndex::refresh() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void QueueIndex::work(std::stop_token stop) {
    std::map<std::string, Known> known;
    std::vector<QueueEntry> last;
    bool told = false;
    while (!stop.stop_requested()) {
        QStringList roots, queues;
        {
            std::unique_lock lock(mutex_);
            const auto wake = [&] { return woken_; };
            if (watching_)
                changed_.wait_for(lock, stop, interval, wake);
            else
                changed_.wait(lock, stop, wake);
            if (stop.stop_requested())
                return;
            if (!watching_ && !woken_)
                continue;
            woken_ = false;
            roots = roots_;
            queues = queues_;
        }
        const auto folders = foldersOf(roots, queues);
        std::erase_if(known, [&](const auto& one) { return !folders.contains(one.first); });
        std::vector<QueueEntry> entries;
        for (const auto& folder : folders) {
            if (stop.stop_requested())
                return;
            look(folder, known[folder]);
            entries.push_back(known[folder].entry);
        }
        std::ranges::stable_sort(entries, std::greater<>(), &QueueEntry::changed);
        if (told && std::ranges::equal(entries, last, same))
            continue;
        told = true;
        last = entries;
        QMetaObject::invokeMethod(
            this, [this, entries = std::move(entries)] { Q_EMIT indexed(entries); }, Qt::QueuedConnection);
    }
}

}  // namespace isonet::workbench
