// The run that the window shows, live or past, trained here or by another process: its records, status and
// configuration, as a RunFollower reads them from its directory. With none shown, the form edits the draft. GUI thread
// only.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <optional>

#include "app/workbench/runs/RunFollower.h"
#include "training/config/RunChanges.h"
#include "training/telemetry/RunDirectory.h"

namespace isonet::widgets {
class RunData;
}

namespace isonet::workbench {

// The name of a run's directory, shortened for sentences.
QString runName(const QString& run);

class ShownRun : public QObject {
    Q_OBJECT
public:
    // `isTrainedHere`: this window trains the run in this directory, so its status comes by setStatus(), which is newer
    // than the file.
    explicit ShownRun(std::function<bool(const QString& path)> isTrainedHere, QObject* parent = nullptr);
    ~ShownRun() override;

    bool isEmpty() const { return path_.isEmpty(); }
    const QString& path() const { return path_; }
    QString name() const { return runName(path_); }
    // In force now; empty until it has been read.
    const std::optional<config::RunConfig>& config() const { return config_; }
    const config::RunHistory& history() const {
        return history_;
    }  // as started, and its changes; once it has been read
    const std::optional<telemetry::RunStatus>& status() const { return status_; }
    const QString& noConfigReason() const { return noConfigReason_; }  // why it has no configuration; empty: it has one
    bool isForeign() const { return foreign_; }                        // made by another program
    bool isInUse() const { return inUse_; }                            // a live process holds the run
    bool isInQueue() const { return inQueue_; }                        // a row of a queue
    QString resumeProblem() const;                    // why its state does not allow to resume it; empty: it does
    widgets::RunData* data() const { return data_; }  // its records; empty with no run

    void show(const QString& path);    // absolute and clean
    void follow(const QString& path);  // the folder of the run shown has this name now
    void clear();
    void setStatus(const telemetry::RunStatus& status);
    void readNow();  // without waiting for the follower's next turn

Q_SIGNALS:
    void changed();  // another run, or none
    void opened();   // a run has been asked for
    void configRead();
    void noConfigChanged();
    void statusChanged();
    void recorded(
        const std::vector<isonet::telemetry::EventReader::Batch>& batches);  // new records, after data() has them
    void updated(const QString& problem);  // an update was taken in; `problem`: what could not be read

private:
    void take(const RunUpdate& update);
    void reset(const QString& path);

    const std::function<bool(const QString&)> isTrainedHere_;
    RunFollower* follower_;
    widgets::RunData* data_;
    QString path_, noConfigReason_;
    std::optional<config::RunConfig> config_;
    config::RunHistory history_;
    std::optional<telemetry::RunStatus> status_;
    bool foreign_ = false, inUse_ = false, inQueue_ = false, hasLatest_ = false;
};

}  // namespace isonet::workbench
