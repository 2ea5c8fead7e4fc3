#include "app/workbench/RunIndex.h"

#include <QMetaObject>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "app/workbench/RunNotesFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/EventFile.h"
#include "training/telemetry/EventFolder.h"

namespace isonet::workbench {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto sendEvery = std::chrono::milliseconds(100);
constexpr int deepest = 4;  // folders within folders
constexpr std::size_t foreignBytes = 8u << 20;

fs::file_time_type timeOf(const fs::path& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    return error ? fs::file_time_type::min() : time;
}

bool isUnfinished(telemetry::RunState state) {
    using telemetry::RunState;
    return state == RunState::Preparing || state == RunState::Running || state == RunState::Paused;
}

}  // namespace

struct RunIndex::Known {
    widgets::RunEntry entry;
    fs::file_time_type status, config, notes, checkpoint, events;
    std::unique_ptr<telemetry::EventReader> reader;  // of a foreign run
    bool read = false;
};

// One walk through the folders; on the index's thread.
class RunIndex::Scan {
public:
    Scan(std::map<std::string, Known>& known, std::function<void()> pause) : known_(known), pause_(std::move(pause)) {}

    void folder(const QString& root) {
        root_ = root;
        std::error_code error;
        const fs::path path = root.toStdString();
        if (!fs::exists(path, error))
            return;  // the folder of runs comes to be with the first run
        walk(path, 0);
    }

    void forgetOthers() {
        for (auto i = known_.begin(); i != known_.end();) {
            changed |= !seen_.contains(i->first);
            i = seen_.contains(i->first) ? std::next(i) : known_.erase(i);
        }
    }

    bool changed = false;
    bool unread = false;  // event files of another program that are not read to their end yet
    QString problem;

private:
    void walk(const fs::path& folder, int depth) {
        std::error_code error;
        std::vector<fs::path> folders;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
            std::error_code unreadable;
            if (entry->is_directory(unreadable))
                folders.push_back(entry->path());
        }
        if (error)
            problem = QStringLiteral("%1 cannot be read: %2.")
                          .arg(QString::fromStdString(folder.string()), QString::fromStdString(error.message()));
        for (const auto& path : folders) {
            const bool own = fs::exists(path / "config.yaml", error);
            if (own || telemetry::isRun(path))
                run(path, own);
            // A run of another program may hold further ones; one of ours holds checkpoints.
            if (!own && depth < deepest)
                walk(path, depth + 1);
            pause_();
        }
    }

    void run(const fs::path& path, bool own) {
        const std::string key = path.string();
        if (!seen_.insert(key).second)
            return;  // below two of the folders
        Known& known = known_[key];
        if (!known.read) {
            known.entry.path = QString::fromStdString(key);
            known.entry.folder = root_;
            known.entry.name = QString::fromStdString(fs::relative(path, root_.toStdString()).string());
            known.entry.isForeign = !own;
        }
        if (const auto time = timeOf(path / notesFile); !known.read || time != known.notes) {
            known.notes = time;
            known.entry.notes = readNotes(known.entry.path);
            changed = true;
        }
        if (own)
            ours(path, known);
        else
            foreign(path, known);
        known.read = true;
    }

    void ours(const fs::path& path, Known& known) {
        auto& entry = known.entry;
        if (const auto time = timeOf(path / "config.yaml"); !known.read || time != known.config) {
            known.config = time;
            entry.config.reset();
            entry.settings.clear();
            try {
                entry.config = telemetry::readConfig(path);
                entry.settings = config::flatten(*entry.config);
            } catch (const std::exception&) {
                // The table says that it is missing; opening the run says why.
            }
            changed = true;
        }
        const auto time = timeOf(path / "status.json");
        // A run that says it runs may have lost its process without a word.
        if (!known.read || time != known.status || isUnfinished(entry.status.state)) {
            known.status = time;
            if (const auto status = telemetry::readStatus(path)) {
                changed |= status->updated != entry.status.updated || status->state != entry.status.state;
                entry.status = *status;
            } else if (!known.read) {
                entry.status.state = telemetry::RunState::Interrupted;
                entry.status.message = "status.json is missing";
                entry.status.updated = telemetry::secondsOf(timeOf(path));
                changed = true;
            }
        }
        if (const auto at = timeOf(path / "checkpoints"); !known.read || at != known.checkpoint) {
            known.checkpoint = at;
            std::error_code error;
            entry.hasCheckpoint = fs::exists(path / "checkpoints" / "latest.pt", error);
            changed = true;
        }
    }

    void foreign(const fs::path& path, Known& known) {
        auto& entry = known.entry;
        auto newest = fs::file_time_type::min();
        std::error_code error;
        for (fs::directory_iterator file(path, error), end; !error && file != end; file.increment(error))
            if (telemetry::isEventFileName(file->path().filename().string()))
                newest = std::max(newest, timeOf(file->path()));
        entry.status.state = telemetry::RunState::Finished;
        entry.status.message = "Made by another program";
        if (known.read && newest == known.events && !known.reader)
            return;
        if (newest != known.events || !known.read) {
            known.events = newest;
            entry.status.updated = telemetry::secondsOf(newest);
            changed = true;
        }
        if (!known.reader) {
            known.reader = std::make_unique<telemetry::EventReader>(path);
            entry.last.clear();
        }
        if (!known.read) {  // first the table, then the figures
            unread = true;
            return;
        }
        const auto batches = known.reader->poll(foreignBytes);
        for (const auto& batch : batches)
            for (const auto& record : batch.records)
                if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value)) {
                    entry.last[record.tag] = scalar->value;
                    entry.status.step = std::max(entry.status.step, record.step);
                }
        changed |= !batches.empty();
        if (batches.empty())
            known.reader.reset();  // all read; a file that grows is read anew
        else
            unread = true;
    }

    std::map<std::string, Known>& known_;
    std::function<void()> pause_;
    std::set<std::string> seen_;
    QString root_;
};

struct RunIndex::Seen {
    std::map<std::string, Known> known;
    QStringList folders;
    QString problem;
    bool unread = false;
};

RunIndex::RunIndex(QObject* parent)
    : QObject(parent),
      seen_(std::make_unique<Seen>()),
      watch_(std::chrono::seconds(2),
             [this](const QStringList& folders, const std::stop_token& stop) { return look(folders, stop); }) {
    qRegisterMetaType<std::vector<widgets::RunEntry>>();
}

RunIndex::~RunIndex() = default;

void RunIndex::setFolders(const QStringList& folders) {
    watch_.setPlace(folders);
}

void RunIndex::setWatching(bool on) {
    watch_.setWatching(on);
}

void RunIndex::refresh() {
    watch_.refresh();
}

void RunIndex::send(bool looking, const QString& problem) {
    std::vector<widgets::RunEntry> entries;
    entries.reserve(seen_->known.size());
    for (const auto& [path, run] : seen_->known)
        entries.push_back(run.entry);
    QMetaObject::invokeMethod(
        this, [this, entries = std::move(entries), looking, problem] { Q_EMIT indexed(entries, looking, problem); },
        Qt::QueuedConnection);
}

bool RunIndex::look(const QStringList& folders, const std::stop_token& stop) {
    if (folders.isEmpty())
        return false;
    const bool first = folders != seen_->folders;
    seen_->folders = folders;
    auto sent = Clock::now();
    Scan scan(seen_->known, [&] {
        if (first && Clock::now() - sent > sendEvery) {
            sent = Clock::now();
            send(true, {});
        }
    });
    for (const auto& folder : folders) {
        scan.folder(folder);
        if (stop.stop_requested())
            return false;
    }
    scan.forgetOthers();
    const bool done = seen_->unread && !scan.unread;
    seen_->unread = scan.unread;
    if (scan.changed || done || first || scan.problem != seen_->problem)
        send(scan.unread, scan.problem);
    seen_->problem = scan.problem;
    return scan.unread;
}

}  // namespace isonet::workbench
