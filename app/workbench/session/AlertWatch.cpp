#include "app/workbench/session/AlertWatch.h"

#include "app/workbench/runs/RunFollower.h"
#include "app/workbench/session/Notifier.h"
#include "app/workbench/session/RunSession.h"
#include "training/telemetry/EventFolder.h"
#include "widgets/live/AlertBar.h"

namespace isonet::workbench {

using telemetry::AlertDetector;

namespace {

constexpr double alertPause = 600;  // seconds between two notifications of a kind

}  // namespace

AlertWatch::AlertWatch(RunSession& session, Notifier& notifier, QObject* parent)
    : QObject(parent),
      session_(session),
      notifier_(notifier),
      opened_(telemetry::secondsNow()),
      hidden_(new RunFollower(this)) {
    connect(&session_.shown(), &ShownRun::changed, this, &AlertWatch::restartShown);
    connect(&session_.shown(), &ShownRun::recorded, this,
            [this](const Batches& batches) { take(shownDetector_, session_.shown().path(), batches, true); });
    connect(&session_, &RunSession::changed, this, &AlertWatch::followHidden);
    connect(hidden_, &RunFollower::updated, this, [this](const RunUpdate& update) {
        if (update.path == hidden_->path())
            take(hiddenDetector_, update.path, update.batches, false);
    });
    restartShown();
}

AlertWatch::~AlertWatch() {
    delete hidden_;  // its last signal must not reach a half-destroyed object
}

void AlertWatch::useSettings() {
    for (auto* detector : {&shownDetector_, &hiddenDetector_})
        if (*detector)
            (*detector)->setRules(Notifier::settings().rules);
}

void AlertWatch::restartShown() {
    shownDetector_.emplace(Notifier::settings().rules);
    Q_EMIT cleared();
    followHidden();
}

void AlertWatch::followHidden() {
    const QString trained = session_.worker()->isBusy() ? session_.worker()->path() : QString();
    const QString path = trained == session_.shown().path() ? QString() : trained;
    if (path == hidden_->path())
        return;
    hiddenDetector_.emplace(Notifier::settings().rules);
    hidden_->follow(path);
}

void AlertWatch::take(std::optional<AlertDetector>& detector, const QString& run, const Batches& batches, bool shown) {
    for (const auto& batch : batches) {
        if (batch.restartStep)
            detector->restart();
        for (const auto& alert : detector->add(batch.records)) {
            if (shown)
                Q_EMIT found(alert);
            tell(run, alert);
        }
    }
}

void AlertWatch::tell(const QString& run, const telemetry::Alert& alert) {
    if (alert.wallTime < opened_)
        return;
    const QString event = QString::fromLatin1(telemetry::alertName(alert.kind).data());
    const QString key = run + QLatin1Char('\n') + event;
    if (const auto last = told_.constFind(key); last != told_.cend() && alert.wallTime < *last + alertPause)
        return;
    told_.insert(key, alert.wallTime);
    notifier_.notify(event, run, QStringLiteral("%1: %2").arg(runName(run), widgets::alertText(alert)));
}

}  // namespace isonet::workbench
