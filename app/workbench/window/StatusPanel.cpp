#include "app/workbench/window/StatusPanel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "app/workbench/session/RunSession.h"

namespace isonet::workbench {

StatusPanel::StatusPanel(RunSession& session, QWidget* parent)
    : QWidget(parent), session_(session), training_(new QToolButton), device_(new QLabel) {
    training_->setObjectName(QStringLiteral("statusTraining"));
    training_->setAutoRaise(true);
    training_->setToolTip(tr("Show the run in progress in this window"));
    training_->setVisible(false);
    device_->setContentsMargins(8, 0, 8, 0);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(training_);
    row->addWidget(device_);
    const auto* shown = &session_.shown();
    connect(training_, &QToolButton::clicked, this, [this] { session_.show(session_.worker()->path()); });
    connect(shown, &ShownRun::statusChanged, this, &StatusPanel::showDevice);
    connect(shown, &ShownRun::changed, this, [this, shown] {
        if (shown->isEmpty())
            device_->clear();
    });
    connect(&session_, &RunSession::changed, this, &StatusPanel::showTraining);
}

void StatusPanel::showDevice() {
    const QString id = QString::fromStdString(session_.shown().status()->device);
    device_->setText(id.isEmpty() ? QString() : tr("Device: %1").arg(id == QLatin1String("cpu") ? id.toUpper() : id));
}

void StatusPanel::showTraining() {
    const auto* worker = session_.worker();
    const bool elsewhere = worker->isBusy() && !worker->path().isEmpty() && !session_.isTrainingShown();
    training_->setVisible(elsewhere);
    if (!elsewhere)
        return;
    const auto& status = session_.trainingStatus();
    const QString name = runName(worker->path());
    training_->setText(status && status->steps > 0
                           ? tr("Training %1, %2 %").arg(name).arg(100 * status->step / status->steps)
                           : tr("Training %1").arg(name));
}

}  // namespace isonet::workbench
