// Finds the jobs below the folders of runs, wherever they are trained, and reads the devices of this computer and the
// end of the log of the chosen job. A worker thread polls: often while something trains or the jobs are shown, else
// every few seconds.
//
// Threads: GUI thread only; signals are emitted there.
#pragma once

#include <QObject>
#include <QStringList>
#include <chrono>
#include <filesystem>
#include <map>
#include <stop_token>
#include <vector>

#include "app/workbench/jobs/DeviceReader.h"
#include "app/workbench/jobs/Mailbox.h"
#include "app/workbench/runs/FolderPoller.h"
#include "training/launch/JobList.h"
#include "widgets/jobs/JobRow.h"

namespace isonet::workbench {

class JobIndex : public QObject {
    Q_OBJECT
public:
    explicit JobIndex(QObject* parent = nullptr);
    ~JobIndex() override;

    void setFolders(const QStringList& folders);
    // `run`: whose log is read; empty: none. `shown`: whether the user looks at the jobs; else only they are found.
    void setShown(bool shown, const QString& run);
    void refresh();  // polls now

Q_SIGNALS:
    // Also those that were alive at an earlier look and have ended, until their folder is gone.
    void found(const std::vector<isonet::launch::Job>& jobs);
    void devicesRead(const std::vector<isonet::widgets::DeviceSlot>& devices);
    void logRead(const QString& run, const QString& end);

private:
    struct Target {
        QStringList folders;
        QString run;
        bool shown = false;
    };
    std::chrono::milliseconds poll(const Target& target, const std::stop_token& stop);

    Target target_;
    void addEnded(std::vector<launch::Job>& jobs);

    // Poller's thread
    DeviceReader devices_;
    QStringList folders_;                                   // of the last look
    std::map<std::filesystem::path, launch::Job> watched_;  // alive at an earlier look
    Mailbox mailbox_;
    // Last: stopped before the members it uses are destroyed
    FolderPoller<Target> poller_;
};

// The last lines of a run's log.txt, at most 64 KiB; empty if there is none. Any thread.
QString endOfLog(const QString& run);

}  // namespace isonet::workbench
