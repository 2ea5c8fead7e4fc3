// For a run whose folder vanishes while this window trains it (moved, deleted, a disk that is gone): says what has
// happened, and offers to keep the weights in a file that the user chooses. The run then stops. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <functional>

#include "training/telemetry/RunDirectory.h"

namespace isonet::workbench {

class Notices;
class BackgroundRead;
class RunSession;
struct TrainingOutcome;

class WeightsRescue : public QObject {
    Q_OBJECT
public:
    // Asks for a file; `proposal` is a path. Empty: canceled.
    using FilePrompt = std::function<QString(const QString& proposal)>;

    // Both must outlive this.
    WeightsRescue(RunSession& session, Notices& notices, QObject* parent = nullptr);
    ~WeightsRescue() override;  // waits for a copy in progress

    void setFilePrompt(FilePrompt prompt) { askForFile_ = std::move(prompt); }

Q_SIGNALS:
    void saved(const QString& file);

private:
    void takeStatus(const QString& run, const telemetry::RunStatus& status);
    void offer();
    void saveElsewhere();
    void finish(const TrainingOutcome& outcome);

    RunSession& session_;
    Notices& notices_;
    BackgroundRead* reading_;
    FilePrompt askForFile_;
    QString run_;  // whose folder is gone; empty: none
    qint64 step_ = 0;
    bool waits_ = false;  // the run has paused by itself
    QString file_;        // where its weights go
};

}  // namespace isonet::workbench
