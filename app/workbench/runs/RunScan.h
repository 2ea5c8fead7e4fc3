// One scan of the runs folders: reads only what changed since the last one.
//
// Threads: any, one scan at a time.
#pragma once

#include <QString>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "training/telemetry/EventReader.h"
#include "widgets/runs/RunEntry.h"

namespace isonet::workbench {

// What is known of one run between two scans.
struct KnownRun {
    widgets::RunEntry entry;
    std::filesystem::file_time_type status, config, changes, notes, checkpoint, events;  // modification times when read
    std::unique_ptr<telemetry::EventReader> reader;  // of a foreign run, while it is read
    bool read = false;                               // at least once
};
using KnownRuns = std::map<std::string, KnownRun>;  // by path

class RunScan {
public:
    // Updates `runs`. Calls `afterEach` after each folder, to report intermediate results.
    RunScan(KnownRuns& runs, std::function<void()> afterEach) : runs_(runs), afterEach_(std::move(afterEach)) {}

    void scan(const QString& root);
    void forgetMissing();  // removes runs that no scan() has found

    bool changed() const { return changed_; }
    bool unread() const { return unread_; }              // foreign event files are not read to the end yet
    const QString& problem() const { return problem_; }  // a folder that cannot be read; empty: none

private:
    bool isFirstVisit(const std::filesystem::path& folder);
    void walk(const std::filesystem::path& folder, int depth);
    void readRun(const std::filesystem::path& path, bool own);
    void readOwn(const std::filesystem::path& path, KnownRun& run);
    void readForeign(const std::filesystem::path& path, KnownRun& run);  // written by another program

    KnownRuns& runs_;
    const std::function<void()> afterEach_;
    std::set<std::string> found_;
    std::set<std::string> visited_;  // folders, with links resolved
    QString root_, problem_;
    bool changed_ = false, unread_ = false;
};

}  // namespace isonet::workbench
