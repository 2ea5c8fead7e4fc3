#include "app/workbench/jobs/TrainingOutcome.h"

#include <QCoreApplication>

#include "training/config/RunConfigYaml.h"
#include "training/engine/runtime/DeviceError.h"
#include "training/sweeps/Queue.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {
namespace {

QString trimmed(const char* text) {
    return QString::fromUtf8(text).trimmed();
}

}  // namespace

TrainingOutcome outcomeOf(const std::exception_ptr& error, const QString& path) {
    TrainingOutcome outcome;
    outcome.path = path;
    try {
        std::rethrow_exception(error);
    } catch (const config::ConfigError& e) {
        outcome.message = trimmed(e.what());
        outcome.remedy = QCoreApplication::translate("TrainingOutcome", "Correct the configuration and start again.");
    } catch (const training::DeviceError& e) {
        outcome.message = trimmed(e.what());
        outcome.outOfMemory = e.outOfMemory;
        outcome.batchThatFits = e.batchThatFits;
    } catch (const std::exception& e) {
        outcome.message = trimmed(e.what());
    } catch (...) {
        outcome.message = QCoreApplication::translate("TrainingOutcome", "The run ended with an unknown error.");
    }
    return outcome;
}

std::optional<TrainingOutcome> failedRows(const sweeps::Queue& queue) {
    std::optional<TrainingOutcome> outcome;
    int failed = 0;
    for (const auto& result : queue.results())
        if (result.state == sweeps::RowState::Failed && failed++ == 0)
            outcome = {widgets::pathText(result.run.string()),
                       telemetry::RunState::Failed,
                       trimmed(result.message.c_str()),
                       {}};
    if (failed > 1)
        outcome->message +=
            QLatin1Char('\n') +
            (failed == 2 ? QCoreApplication::translate("TrainingOutcome", "1 more row failed.")
                         : QCoreApplication::translate("TrainingOutcome", "%1 more rows failed.").arg(failed - 1));
    return outcome;
}

}  // namespace isonet::workbench
