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

    // These three use the queue's own file, and may take long: any thread.
    // Whether it says that the queue runs several rows at a time.
    static bool isScheduled(const QString& folder);
    // No waiting row is started. Throws telemetry::StorageError.
    static void hold(const QString& folder);
    // Rows may be started, also those that have failed or were stopped. Throws telemetry::StorageError.
    static void release(const QString& folder);
    void setProgram(const QString& isonet) { program_ = isonet; }  // empty: the one next to this program

    void run(const QString& folder);   // after release()
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
