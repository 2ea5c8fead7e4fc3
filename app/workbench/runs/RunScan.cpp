#include "app/workbench/runs/RunScan.h"

#include <QCoreApplication>
#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

#include "app/workbench/runs/RunNotesFile.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/EventFolder.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace fs = std::filesystem;

namespace {

constexpr int maxDepth = 4;  // of folders below a runs folder
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

void RunScan::scan(const QString& root) {
    root_ = root;
    std::error_code error;
    const fs::path path = widgets::pathBytes(root);
    if (fs::exists(path, error) && isFirstVisit(path))  // the runs folder is created with the first run
        walk(path, 0);
}

void RunScan::forgetMissing() {
    const auto removed = std::erase_if(runs_, [this](const auto& run) { return !found_.contains(run.first); });
    changed_ = changed_ || removed > 0;
}

// Links may lead to a folder in several ways, or in a circle.
bool RunScan::isFirstVisit(const fs::path& folder) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    return !error && visited_.insert(real.string()).second;
}

void RunScan::walk(const fs::path& folder, int depth) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unreadable;
        if (entry->is_directory(unreadable))
            folders.push_back(entry->path());
    }
    if (error)
        problem_ = QCoreApplication::translate("RunIndex", "%1 cannot be read: %2.")
                       .arg(widgets::pathText(folder.string()), QString::fromStdString(error.message()));
    // A run is listed by the name of its folder rather than by that of a link to it.
    std::ranges::stable_partition(folders, [](const fs::path& path) {
        std::error_code ignored;
        return !fs::is_symlink(path, ignored);
    });
    for (const auto& path : folders) {
        if (!isFirstVisit(path))
            continue;
        const bool own = fs::exists(path / "config.yaml", error);
        if (own || telemetry::isRun(path))
            readRun(path, own);
        // A foreign run may contain further runs; one of ours contains only checkpoints.
        if (!own && depth < maxDepth)
            walk(path, depth + 1);
        afterEach_();
    }
}

void RunScan::readRun(const fs::path& path, bool own) {
    const std::string key = path.string();
    if (!found_.insert(key).second)
        return;  // in two of the runs folders
    KnownRun& run = runs_[key];
    if (!run.read) {
        run.entry.path = widgets::pathText(key);
        run.entry.folder = root_;
        run.entry.name = widgets::pathText(path.lexically_relative(widgets::pathBytes(root_)).string());
        run.entry.isForeign = !own;
    }
    if (const auto time = timeOf(path / notesFile); !run.read || time != run.notes) {
        run.notes = time;
        run.entry.notes = readNotes(run.entry.path);
        changed_ = true;
    }
    if (own)
        readOwn(path, run);
    else
        readForeign(path, run);
    run.read = true;
}

void RunScan::readOwn(const fs::path& path, KnownRun& run) {
    auto& entry = run.entry;
    const auto configTime = timeOf(path / "config.yaml"), changesTime = timeOf(path / "changes.yaml");
    if (!run.read || configTime != run.config || changesTime != run.changes) {
        run.config = configTime;
        run.changes = changesTime;
        entry.config.reset();
        entry.settings.clear();
        entry.changes.clear();
        entry.changedKeys.clear();
        try {
            entry.config = telemetry::readConfig(path);
            const auto settings = config::flatten(*entry.config);
            entry.settings = {settings.begin(), settings.end()};
            config::RunHistory history = telemetry::readHistory(path, *entry.config);
            entry.changedKeys = config::changedKeys(history);
            entry.changes = std::move(history.changes);
        } catch (const std::exception&) {
            // The table shows that it is missing; opening the run reports the reason.
        }
        changed_ = true;
    }
    const auto time = timeOf(path / "status.json");
    // The process of a run that is marked as running may have been killed.
    if (!run.read || time != run.status || isUnfinished(entry.status.state)) {
        run.status = time;
        if (const auto status = telemetry::readStatus(path)) {
            changed_ |= status->updated != entry.status.updated || status->state != entry.status.state;
            entry.status = *status;
        } else if (!run.read) {
            entry.status.state = telemetry::RunState::Interrupted;
            entry.status.message = "status.json is missing";
            entry.status.updated = telemetry::secondsOf(timeOf(path));
            changed_ = true;
        }
    }
    if (const auto at = timeOf(path / "checkpoints"); !run.read || at != run.checkpoint) {
        run.checkpoint = at;
        std::error_code error;
        entry.hasCheckpoint = fs::exists(path / "checkpoints" / "latest.pt", error);
        changed_ = true;
    }
}

void RunScan::readForeign(const fs::path& path, KnownRun& run) {
    auto& entry = run.entry;
    auto newest = fs::file_time_type::min();
    std::error_code error;
    for (fs::directory_iterator file(path, error), end; !error && file != end; file.increment(error))
        if (telemetry::isEventFileName(file->path().filename().string()))
            newest = std::max(newest, timeOf(file->path()));
    entry.status.state = telemetry::RunState::Finished;
    entry.status.message = "Written by another program";
    if (run.read && newest == run.events && !run.reader)
        return;
    if (newest != run.events || !run.read) {
        run.events = newest;
        entry.status.updated = telemetry::secondsOf(newest);
        changed_ = true;
    }
    if (!run.reader) {
        run.reader = std::make_unique<telemetry::EventReader>(path);
        entry.last.clear();
    }
    if (!run.read) {  // the list first, then the values
        unread_ = true;
        return;
    }
    const auto batches = run.reader->poll(foreignBytes);
    for (const auto& batch : batches)
        for (const auto& record : batch.records)
            if (const auto* scalar = std::get_if<telemetry::Scalar>(&record.value)) {
                entry.last[record.tag] = scalar->value;
                entry.status.step = std::max(entry.status.step, record.step);
            }
    changed_ |= !batches.empty();
    if (batches.empty())
        run.reader.reset();  // all read; a file that grows is read again from the start
    else
        unread_ = true;
}

}  // namespace isonet::workbench
