#include "app/workbench/session/TrainingReports.h"

#include <QCoreApplication>
#include <utility>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/ShownRun.h"
#include "training/telemetry/RunDirectory.h"
#include "widgets/common/Format.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

using telemetry::RunState;

namespace {

struct TrainingReports {
    Q_DECLARE_TR_FUNCTIONS(TrainingReports)
};

// `batchThatFits`: 0: unknown.
void offerSmallerBatch(Notices& notices, config::RunConfig config, int batchThatFits,
                       const std::function<void(const config::RunConfig&)>& edit) {
    if (config.run.batchSize <= 1)
        return;
    const bool known = batchThatFits > 0 && batchThatFits < config.run.batchSize;
    const int batch = known ? batchThatFits : (config.run.batchSize + 1) / 2;
    const int times = known ? config.run.batchSize / batch : 2;
    config.run.batchSize = batch;
    config.optimizer.accumulateBatches *= times;
    const QString what = known ? TrainingReports::tr(
                                     "New experiment with batch size %1, which is likely to fit, and %2 times the "
                                     "accumulation")
                               : TrainingReports::tr("New experiment with batch size %1 and %2 times the accumulation");
    notices.addAction(what.arg(batch).arg(times), [edit, config] { edit(config); });
}

}  // namespace

void reportEnd(Notices& notices, const EndedTraining& ended, std::function<void(const config::RunConfig&)> edit) {
    const TrainingOutcome& outcome = ended.outcome;
    const QString text =
        outcome.remedy.isEmpty() ? outcome.message : outcome.message + QLatin1Char('\n') + outcome.remedy;
    switch (outcome.state) {
        case RunState::Finished:
            notices.showStatus(TrainingReports::tr("%1 is finished.").arg(ended.name), 15000);
            break;
        case RunState::Interrupted:
            notices.showStatus(
                TrainingReports::tr("%1 was stopped. Resume (F7) continues from its checkpoint.").arg(ended.name),
                15000);
            break;
        case RunState::Diverged:
            notices.error(TrainingReports::tr("%1 diverged").arg(ended.name),
                          text + QLatin1Char('\n') +
                              TrainingReports::tr("Resume (F7) continues from the last checkpoint with a smaller "
                                                  "learning rate; \"New from this\" starts over with a smaller "
                                                  "learning rate or a warmup."));
            break;
        default:
            notices.clearStatus();
            notices.error(!outcome.path.isEmpty() ? TrainingReports::tr("%1 failed").arg(ended.name)
                          : ended.newExperiment   ? TrainingReports::tr("The run could not be started")
                                                  : TrainingReports::tr("%1 could not be resumed").arg(ended.name),
                          text);
            if (outcome.outOfMemory)
                offerSmallerBatch(notices, ended.config, outcome.batchThatFits, edit);
    }
}

void reportUnexpectedEnd(BackgroundRead& reading, Notices& notices, const QString& path, std::function<void()> resume) {
    const auto report = [&notices, path, resume = std::move(resume)](const telemetry::RunStatus& status) {
        notices.info(TrainingReports::tr("%1 ended unexpectedly").arg(runName(path)),
                     TrainingReports::tr("The workbench or the computer stopped during training, after %1 of %2 steps. "
                                         "Everything recorded until then is kept.")
                         .arg(widgets::formatCount(status.step), widgets::formatCount(status.steps)));
        notices.addAction(TrainingReports::tr("Resume"), resume);
    };
    const auto look = [path, report]() -> BackgroundRead::Answer {
        const auto run = widgets::pathBytes(path);
        const auto status =
            telemetry::isRun(run) && !telemetry::isInUse(run) ? telemetry::readStatus(run) : std::nullopt;
        return [status, report] {
            if (status && status->state == RunState::Interrupted)
                report(*status);
        };
    };
    reading.start(look, [] {});
}

}  // namespace isonet::workbench
