// Makes the notifier report when a run or a queue has ended, in this window or outside it. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <set>

#include "training/telemetry/RunStatus.h"

namespace isonet::workbench {

class JobsController;
class Notifier;
class Notices;
class QueueController;
class RunSession;

class EndWatch : public QObject {
    Q_OBJECT
public:
    // All must outlive this object.
    EndWatch(RunSession& session, QueueController& queues, JobsController& jobs, Notifier& notifier, Notices& notices,
             QObject* parent = nullptr);

private:
    void tell(const QString& run, telemetry::RunState state, const QString& why);

    Notifier& notifier_;
    std::set<QString> queues_;  // that this window has run as processes
};

}  // namespace isonet::workbench
