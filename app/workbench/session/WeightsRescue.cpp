#include "app/workbench/session/WeightsRescue.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>
#include <filesystem>
#include <utility>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "training/telemetry/RescuedWeights.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

namespace fs = std::filesystem;
using telemetry::RunState;

namespace {

// Why no file can be written into the folder of `file`; empty: one can. Makes the folder.
QString writeProblem(const QString& file) {
    const QString folder = QFileInfo(file).absolutePath();
    if (!QDir().mkpath(folder))
        return WeightsRescue::tr("The folder %1 cannot be made.").arg(folder);
    QTemporaryFile probe(folder + QStringLiteral("/.isonet-XXXXXX"));
    return probe.open() ? QString()
                        : WeightsRescue::tr("The folder %1 cannot be written to: %2.").arg(folder, probe.errorString());
}

// The first of them that exists becomes `to`; the last is a checkpoint, which stays. Empty: done.
QString moveWeights(const fs::path& rescued, const fs::path& checkpoint, const fs::path& to) {
    std::error_code error;
    const bool moves = fs::exists(rescued, error);
    if (moves) {
        fs::rename(rescued, to, error);
        if (!error)
            return {};
    }
    fs::copy_file(moves ? rescued : checkpoint, to, fs::copy_options::overwrite_existing, error);
    if (error)
        return QString::fromStdString(error.message());
    if (moves)
        fs::remove(rescued, error);
    return {};
}

}  // namespace

WeightsRescue::WeightsRescue(RunSession& session, Notices& notices, QObject* parent)
    : QObject(parent), session_(session), notices_(notices), reading_(new BackgroundRead(this)) {
    connect(&session_, &RunSession::trainingStatusChanged, this, &WeightsRescue::takeStatus);
    // After the session's own report, which does not know that the folder is gone.
    connect(session_.worker(), &TrainingWorker::ended, this, &WeightsRescue::finish, Qt::QueuedConnection);
}

WeightsRescue::~WeightsRescue() {
    delete reading_;
}

void WeightsRescue::takeStatus(const QString& run, const telemetry::RunStatus& status) {
    const bool waits = status.state == RunState::Paused && !status.message.empty();
    step_ = status.step;
    if (!std::exchange(waits_, waits) && waits) {
        reading_->start(
            [this, run]() -> BackgroundRead::Answer {
                std::error_code error;
                const bool gone = !fs::exists(widgets::pathBytes(run), error) && !error;
                return [this, run, gone] {
                    if (!gone || !waits_)
                        return;
                    run_ = run;
                    offer();
                };
            },
            [] {});
    } else if (!waits && session_.worker()->isBusy() && status.state == RunState::Running) {
        run_.clear();  // the folder is back
    }
}

void WeightsRescue::offer() {
    notices_.error(tr("The folder of %1 is gone").arg(runName(run_)),
                   tr("%1 was moved or deleted while the run was being trained, or its disk was removed. The run is "
                      "paused after %2 steps; its checkpoints were in that folder. Put the folder back, and the run "
                      "resumes automatically; or save the weights to another place, which stops the run.")
                       .arg(QDir::toNativeSeparators(run_), widgets::formatCount(step_)));
    notices_.addAction(tr("Save the weights elsewhere…"), [this] { saveElsewhere(); });
}

void WeightsRescue::saveElsewhere() {
    const QString run = run_;
    const QString proposal =
        QDir::home().filePath(QStringLiteral("%1-step-%2.pt").arg(QFileInfo(run).fileName()).arg(step_));
    const QString file = askForFile_ ? askForFile_(proposal) : QString();
    if (run_ != run || run.isEmpty())
        return;  // the folder is back, or the run has ended, while the user was asked
    if (file.isEmpty()) {
        offer();
        return;
    }
    // The training saves next to its folder. A run that cannot would lose its weights by stopping.
    for (const QString& each : {file, run})
        if (const QString problem = writeProblem(each); !problem.isEmpty()) {
            notices_.error(tr("The weights cannot be saved"), problem + QLatin1Char('\n') +
                                                                  tr("The run stays paused. Make the folder writable "
                                                                     "or choose another file."));
            notices_.addAction(tr("Save the weights elsewhere…"), [this] { saveElsewhere(); });
            return;
        }
    file_ = file;
    session_.stopHere();
}

void WeightsRescue::finish(const TrainingOutcome& outcome) {
    const QString run = std::exchange(run_, {}), file = std::exchange(file_, {});
    waits_ = false;
    if (run.isEmpty())
        return;
    notices_.clearStatus();
    const QString name = runName(run);
    if (file.isEmpty()) {  // stopped, or failed, without a file
        notices_.warning(tr("%1 has ended without its folder").arg(name), outcome.message);
        return;
    }
    const fs::path folder(widgets::pathBytes(run)), to(widgets::pathBytes(file));
    const auto report = [this, name, file, message = outcome.message](const QString& problem) {
        if (!problem.isEmpty()) {
            notices_.error(tr("The weights of %1 were not moved to %2").arg(name, QDir::toNativeSeparators(file)),
                           problem + QLatin1Char('\n') + message);
            return;
        }
        notices_.info(tr("The weights of %1 were saved").arg(name),
                      tr("They are in %1. Open the file on the page Inspect, or start a new experiment from it "
                         "(Fine-tuning: Initial weights).")
                          .arg(QDir::toNativeSeparators(file)));
        Q_EMIT saved(file);
    };
    reading_->start(
        [folder, to, report]() -> BackgroundRead::Answer {
            const QString problem =
                moveWeights(telemetry::rescuedWeights(folder), folder / "checkpoints" / "latest.pt", to);
            return [report, problem] { report(problem); };
        },
        [this, name] { notices_.showStatus(tr("Moving the weights of %1…").arg(name)); });
}

}  // namespace isonet::workbench
