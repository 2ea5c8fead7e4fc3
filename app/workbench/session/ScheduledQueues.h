// The queues that this window runs with several rows at a time, as processes. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <map>
#include <memory>

#include "app/workbench/jobs/QueueScheduler.h"

namespace isonet::workbench {

class ScheduledQueues : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // Whether the queue's own file says that it runs several rows at a time. Reads a small file.
    static bool isScheduled(const QString& folder);
    // No waiting row is started, or they are again. Throws telemetry::StorageError.
    static void hold(const QString& folder, bool on);
    void setProgram(const QString& isonet) { program_ = isonet; }  // empty: the one beside this program

    // Also rows that have failed or were stopped. Throws telemetry::StorageError.
    void run(const QString& folder);
    void stop(const QString& folder);  // with checkpoints
    void detachAll();                  // their rows continue; waiting rows wait
    void stopAll();
    const QueueScheduler* running(const QString& folder) const;  // none: null
    QStringList all() const;

Q_SIGNALS:
    void changed();
    void rowsChanged();  // a row has started or ended
    void message(const QString& line);
    void ended(const QString& folder, isonet::workbench::QueueScheduler::End end, const QString& problem);

private:
    QString program_;
    std::map<QString, std::unique_ptr<QueueScheduler>> running_;
};

}  // namespace isonet::workbench
