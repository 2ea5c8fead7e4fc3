// Watches the shown run, and the run that this window trains in the background, for alerts
// (training/telemetry/Alerts.h). Every alert is reported for its page. Those of records written since this window was
// opened also go to the notifier, at most one per kind and run in ten minutes. EndWatch reports how a run has ended.
// GUI thread only.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <optional>
#include <vector>

#include "app/workbench/runs/RunReader.h"
#include "training/telemetry/Alerts.h"

namespace isonet::workbench {

class Notifier;
class RunFollower;
class RunSession;

class AlertWatch : public QObject {
    Q_OBJECT
public:
    // Both must outlive this object.
    AlertWatch(RunSession& session, Notifier& notifier, QObject* parent = nullptr);
    ~AlertWatch() override;

    void useSettings();  // they have changed

Q_SIGNALS:
    void found(const isonet::telemetry::Alert& alert);  // in the shown run
    void cleared();                                     // another run is shown

private:
    using Batches = std::vector<telemetry::EventReader::Batch>;
    void restartShown();
    void followHidden();
    void take(std::optional<telemetry::AlertDetector>& detector, const QString& run, const Batches& batches,
              bool shown);
    void tell(const QString& run, const telemetry::Alert& alert);

    RunSession& session_;
    Notifier& notifier_;
    const double opened_;  // seconds since 1970
    std::optional<telemetry::AlertDetector> shownDetector_, hiddenDetector_;
    QHash<QString, double> told_;  // run and kind -> wall time of the alert
    RunFollower* hidden_;
};

}  // namespace isonet::workbench
