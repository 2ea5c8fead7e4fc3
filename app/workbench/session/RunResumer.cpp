#include "app/workbench/session/RunResumer.h"

#include <filesystem>
#include <utility>

#include "app/workbench/jobs/BackgroundRead.h"
#include "app/workbench/session/Notices.h"
#include "app/workbench/session/RunSession.h"
#include "training/engine/checkpoint/ResumePoint.h"
#include "training/telemetry/EventFolder.h"
#include "widgets/common/PathText.h"

namespace isonet::workbench {

RunResumer::RunResumer(RunSession& session, Notices& notices, QObject* parent)
    : QObject(parent), session_(session), notices_(notices), checkpoints_(new BackgroundRead(this)) {}

RunResumer::~RunResumer() {
    delete checkpoints_;
}

void RunResumer::resumeWhenRead(bool atPlace) {
    waits_ = true;
    atPlace_ = atPlace;
    shownRunRead();  // it may have been shown and read already
}

void RunResumer::shownRunRead() {
    if (!waits_ || !session_.shown().status() || !session_.shown().config())
        return;
    waits_ = false;
    const bool elsewhere = std::exchange(atPlace_, false) && resumePlaced_;
    QMetaObject::invokeMethod(
        this, [this, elsewhere] { elsewhere ? resumePlaced_() : resume(); }, Qt::QueuedConnection);
}

void RunResumer::resume() {
    if (session_.worker()->isPaused() && session_.isTrainingShown()) {
        session_.resumeHere();
        return;
    }
    if (const QString problem = session_.resumeProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot resume this run"), problem);
        return;
    }
    if (session_.isTrainedElsewhere()) {
        session_.resumeElsewhere();
        return;
    }
    std::optional<config::RunConfig> changed;
    const auto& shown = session_.shown();
    if (shown.status()->state == telemetry::RunState::Diverged) {
        if (askHowToResume_)
            changed = askHowToResume_(shown.name(), *shown.config(), *shown.status());
        if (!changed || !session_.resumeProblem().isEmpty())
            return;
    }
    read([this, changed](const QString& run, const Checkpoints& stored) {
        if (!session_.resumeProblem().isEmpty())
            return;
        if (!stored.empty() && stored.front().name != QLatin1String("latest"))  // lost: never start over unasked
            resumeFrom(run, stored);
        else
            start(run, changed, QStringLiteral("latest"), tr("Resuming from the last checkpoint…"));
    });
}

void RunResumer::resumeFromCheckpoint() {
    if (const QString problem = session_.resumeFromProblem(); !problem.isEmpty()) {
        notices_.warning(tr("Cannot resume this run"), problem);
        return;
    }
    read([this](const QString& run, const Checkpoints& stored) {
        if (stored.empty())
            notices_.warning(tr("Cannot resume this run"), tr("The run has no checkpoint."));
        else
            resumeFrom(run, stored);
    });
}

// `then` is not called if another run is shown by then.
void RunResumer::read(const std::function<void(const QString& run, const Checkpoints& stored)>& then) {
    const auto look = [this, run = session_.shown().path(), then]() -> BackgroundRead::Answer {
        Checkpoints stored;
        for (const auto& name : training::storedCheckpoints(widgets::pathBytes(run))) {
            std::error_code error;
            const QString file = QStringLiteral("%1/checkpoints/%2.pt").arg(run, QString::fromStdString(name));
            const auto written = std::filesystem::last_write_time(widgets::pathBytes(file), error);
            stored.push_back({QString::fromStdString(name), qint64(telemetry::secondsOf(written))});
        }
        return [this, run, then, stored] {
            if (session_.shown().path() == run)
                then(run, stored);
        };
    };
    checkpoints_->start(
        look, [this] { notices_.showStatus(tr("Looking for the checkpoints of %1…").arg(session_.shown().name())); });
}

void RunResumer::resumeFrom(const QString& run, const Checkpoints& stored) {
    const auto from = askWhereToResume_ ? askWhereToResume_(run, stored) : std::nullopt;
    if (from && session_.shown().path() == run && session_.resumeFromProblem().isEmpty())
        start(run, {}, *from, tr("Resuming from %1…").arg(*from));
}

void RunResumer::start(const QString& run, const std::optional<config::RunConfig>& changed, const QString& from,
                       const QString& said) {
    notices_.dismiss();
    session_.forgetTrainingStatus();
    session_.worker()->resumeRun(run, changed, from);
    notices_.showStatus(said);
    session_.refresh();
}

}  // namespace isonet::workbench
