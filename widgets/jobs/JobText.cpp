#include "widgets/jobs/JobText.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

#include "widgets/common/StateChip.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

using telemetry::RunState;

namespace {
struct JobText {
    Q_DECLARE_TR_FUNCTIONS(JobText)
};
}  // namespace

QString phaseTitle(JobPhase phase) {
    switch (phase) {
        case JobPhase::Waiting:
            return JobText::tr("Waiting");
        case JobPhase::Preparing:
            return stateTitle(RunState::Preparing);
        case JobPhase::Running:
            return stateTitle(RunState::Running);
        case JobPhase::Paused:
            return stateTitle(RunState::Paused);
        case JobPhase::Stopping:
            return JobText::tr("Stopping");
        case JobPhase::Silent:
            return JobText::tr("Silent");
        case JobPhase::Unknown:
            return JobText::tr("Unknown");
        case JobPhase::Finished:
            return stateTitle(RunState::Finished);
        case JobPhase::Interrupted:
            return stateTitle(RunState::Interrupted);
        case JobPhase::Diverged:
            return stateTitle(RunState::Diverged);
        case JobPhase::Failed:
            return stateTitle(RunState::Failed);
        case JobPhase::Dead:
            return JobText::tr("Gone");
    }
    return {};
}

QColor phaseColor(JobPhase phase) {
    const ThemeColors& c = themeColors();
    switch (phase) {
        case JobPhase::Waiting:
        case JobPhase::Unknown:
        case JobPhase::Interrupted:
            return c.secondaryText;
        case JobPhase::Paused:
        case JobPhase::Stopping:
        case JobPhase::Silent:
            return c.warning;
        case JobPhase::Finished:
            return c.ok;
        case JobPhase::Diverged:
        case JobPhase::Failed:
        case JobPhase::Dead:
            return c.error;
        default:
            return c.accent;
    }
}

QString jobsSummary(const std::vector<JobRow>& jobs) {
    const auto count = [&](auto belongs) { return std::ranges::count_if(jobs, belongs, &JobRow::phase); };
    const auto is = [](JobPhase wanted) { return [wanted](JobPhase phase) { return phase == wanted; }; };
    const auto silent = count(is(JobPhase::Silent)) + count(is(JobPhase::Unknown));
    const auto paused = count(is(JobPhase::Paused)), waiting = count(is(JobPhase::Waiting));
    const auto ended = count(hasEnded);
    const auto running = std::ssize(jobs) - silent - paused - waiting - ended;
    QStringList parts;
    const auto add = [&](auto number, const QString& text) {
        if (number > 0)
            parts += text.arg(number);
    };
    add(running, JobText::tr("%1 running"));
    add(paused, JobText::tr("%1 paused"));
    add(waiting, JobText::tr("%1 waiting"));
    add(silent, JobText::tr("%1 silent"));
    add(ended, JobText::tr("%1 ended"));
    return parts.join(QStringLiteral(", "));
}

}  // namespace isonet::widgets
