// Resumes the shown run: in this window, from latest or from a checkpoint that the user chooses, or where the user
// wants runs trained. Reads which checkpoints there are away from the GUI thread. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

#include "training/config/RunConfig.h"
#include "training/telemetry/RunStatus.h"

namespace isonet::workbench {

class Notices;
class BackgroundRead;
class RunSession;

class RunResumer : public QObject {
    Q_OBJECT
public:
    // Asks with which configuration to resume a run that diverged; nothing: canceled.
    using DivergedPrompt = std::function<std::optional<config::RunConfig>(
        const QString& name, const config::RunConfig& config, const telemetry::RunStatus& status)>;

    struct Checkpoint {
        QString name;        // ResumePoint.h
        qint64 written = 0;  // seconds since 1970
    };
    // Asks from which of its checkpoints to resume a run; nothing: canceled.
    using ResumePointPrompt =
        std::function<std::optional<QString>(const QString& run, const std::vector<Checkpoint>& checkpoints)>;

    // Both must outlive it.
    RunResumer(RunSession& session, Notices& notices, QObject* parent = nullptr);
    ~RunResumer() override;

    void setDivergedPrompt(DivergedPrompt prompt) { askHowToResume_ = std::move(prompt); }
    void setResumePointPrompt(ResumePointPrompt prompt) { askWhereToResume_ = std::move(prompt); }
    // Resumes the shown run where the user wants runs trained; empty: in this window.
    void setPlaced(std::function<void()> resume) { resumePlaced_ = std::move(resume); }

    void resume();
    void resumeFromCheckpoint();  // the user chooses it
    void resumeWhenRead(bool atPlace);
    void cancel() { waits_ = false; }  // of resumeWhenRead()
    void shownRunRead();

private:
    using Checkpoints = std::vector<Checkpoint>;
    void read(const std::function<void(const QString& run, const Checkpoints& stored)>& then);
    void resumeFrom(const QString& run, const Checkpoints& stored);
    void start(const QString& run, const std::optional<config::RunConfig>& changed, const QString& from,
               const QString& said);

    RunSession& session_;
    Notices& notices_;
    BackgroundRead* checkpoints_;
    DivergedPrompt askHowToResume_;
    ResumePointPrompt askWhereToResume_;
    std::function<void()> resumePlaced_;
    bool waits_ = false, atPlace_ = false;  // for the shown run to be read
};

}  // namespace isonet::workbench
