#include "widgets/live/MeasurementText.h"

#include <QCoreApplication>
#include <QStringList>

#include "widgets/common/Format.h"

namespace isonet::widgets {

using schedule::Measured;
using telemetry::RunState;

namespace {

struct MeasurementTexts {
    Q_DECLARE_TR_FUNCTIONS(MeasurementTexts)
};

bool isUnderWay(const telemetry::RunStatus& status) {
    return status.state == RunState::Preparing || status.state == RunState::Running || status.state == RunState::Paused;
}

// With nothing done yet, the first step counts, too.
std::int64_t doneOf(const telemetry::RunStatus& status) {
    return status.state == RunState::Preparing && status.step == 0 ? -1 : status.step;
}

QString measuredTitle(Measured kind, const config::RunConfig& config) {
    switch (kind) {
        case Measured::Scalars:
            return MeasurementTexts::tr("losses");
        case Measured::Layers:
            return config.telemetry.spectra ? MeasurementTexts::tr("spectra") : MeasurementTexts::tr("layers");
        case Measured::Signals:
            return MeasurementTexts::tr("signals");
        case Measured::Validation:
            return MeasurementTexts::tr("validation");
    }
    return {};
}

QString listedNext(const std::vector<Measured>& kinds, const config::RunConfig& config,
                   const telemetry::RunStatus& status, const QString& separator) {
    QStringList parts;
    for (const auto kind : kinds)
        if (const auto next = schedule::nextMeasurement(config, kind, doneOf(status), stepsPerEpoch(status)))
            parts += MeasurementTexts::tr("%1 at step %2").arg(measuredTitle(kind, config), formatCount(*next));
    return parts.join(separator);
}

QString whenOf(Measured kind, const config::RunConfig& config, std::int64_t epochSteps) {
    const int every = kind == Measured::Scalars ? config.telemetry.scalarSteps : config.telemetry.spectrumSteps;
    if (kind == Measured::Validation)
        return epochSteps > 0 ? MeasurementTexts::tr("after each epoch, first at step %1").arg(formatCount(epochSteps))
                              : MeasurementTexts::tr("after each epoch");
    if (every <= 0)
        return kind == Measured::Signals ? MeasurementTexts::tr("at the first step of each epoch")
                                         : MeasurementTexts::tr("at step 0, then after each epoch");
    return every == 1 ? MeasurementTexts::tr("at every step")
                      : MeasurementTexts::tr("at step 0, then every %1 steps").arg(formatCount(every));
}

}  // namespace

std::int64_t stepsPerEpoch(const telemetry::RunStatus& status) {
    return status.epochs > 0 ? status.steps / status.epochs : 0;
}

QString nextMeasurementsText(const config::RunConfig& config, const telemetry::RunStatus& status) {
    if (!isUnderWay(status))
        return {};
    const QString next = listedNext({Measured::Layers, Measured::Validation}, config, status, QStringLiteral(", "));
    return next.isEmpty() ? QString() : MeasurementTexts::tr("Next: %1").arg(next);
}

QString nextMeasurementsTip(const config::RunConfig& config, const telemetry::RunStatus& status) {
    const QString next = listedNext({Measured::Scalars, Measured::Layers, Measured::Signals, Measured::Validation},
                                    config, status, QStringLiteral("\n"));
    return isUnderWay(status) ? MeasurementTexts::tr("Measured next:\n%1\nRun > Validate now does not wait.").arg(next)
                              : QString();
}

QString measuredWhen(const std::vector<Measured>& kinds, const config::RunConfig& config, std::int64_t epochSteps) {
    QStringList parts;
    for (const auto kind : kinds) {
        const QString when = whenOf(kind, config, epochSteps);
        parts += kinds.size() > 1 ? MeasurementTexts::tr("%1 %2").arg(measuredTitle(kind, config), when) : when;
    }
    return parts.join(QStringLiteral("; "));
}

}  // namespace isonet::widgets
