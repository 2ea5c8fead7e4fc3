#include "app/workbench/session/RemoteRun.h"

#include <QCoreApplication>

#include "app/workbench/jobs/RunCommander.h"
#include "app/workbench/session/JobRows.h"
#include "app/workbench/session/ShownRun.h"
#include "model/base/NumberText.h"

namespace isonet::workbench {

using telemetry::RunState;

namespace {

struct RemoteTexts {
    Q_DECLARE_TR_FUNCTIONS(RemoteTexts)
};

std::map<std::string, std::string> settingsByKey(const training::LiveSettings& settings) {
    std::map<std::string, std::string> keys;
    if (settings.learningRate)
        keys["optimizer.learning_rate"] = base::numberText(*settings.learningRate);
    if (settings.penaltyCoefficient)
        keys["penalty.coefficient"] = base::numberText(*settings.penaltyCoefficient);
    if (settings.spectrumSteps)
        keys["telemetry.spectrum_steps"] = std::to_string(*settings.spectrumSteps);
    if (settings.epochs)
        keys["run.epochs"] = std::to_string(*settings.epochs);
    return keys;
}

}  // namespace

bool RemoteRun::isLive() const {
    const auto& status = shown_.status();
    const bool live = status && (status->state == RunState::Preparing || status->state == RunState::Running ||
                                 status->state == RunState::Paused);
    return shown_.isInUse() || (live && !status->session.empty());
}

bool RemoteRun::isPaused() const {
    return shown_.status() && shown_.status()->state == RunState::Paused;
}

QString RemoteRun::problem() const {
    return commandProblem(shown_.name(), shown_.status().value_or(telemetry::RunStatus()));
}

QString RemoteRun::inUse() const {
    const auto& status = shown_.status();
    return status ? RemoteTexts::tr("%1 is in use by another process (process %2 on %3). It is shown live.")
                        .arg(shown_.name())
                        .arg(status->process)
                        .arg(QString::fromStdString(status->host))
                  : RemoteTexts::tr("%1 is in use by another process. It is shown live.").arg(shown_.name());
}

QString RemoteRun::resumeProblem() const {
    return isPaused() ? problem() : inUse() + RemoteTexts::tr(" It can be resumed here once that process has ended.");
}

QString RemoteRun::steerProblem() const {
    if (shown_.isInQueue())
        return RemoteTexts::tr("The rows of a queue are trained as configured.");
    return shown_.config() ? problem() : RemoteTexts::tr("The run's configuration has not been read yet.");
}

QString RemoteRun::notice() const {
    const QString why = problem();
    return inUse() + QLatin1Char(' ') +
           (why.isEmpty() ? RemoteTexts::tr("Pause, Resume, Stop and Checkpoint are sent to that process.") : why);
}

void RemoteRun::send(launch::Action action) {
    commander_.send(shown_.path(), {action});
}

void RemoteRun::steer(const training::LiveSettings& settings) {
    commander_.send(shown_.path(), {launch::Action::Set, settingsByKey(settings)});
}

}  // namespace isonet::workbench
