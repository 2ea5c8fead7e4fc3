#include "app/workbench/window/AlertChoices.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>

namespace isonet::workbench {

AlertChoices::AlertChoices(const telemetry::AlertRules& rules, QWidget* parent)
    : QWidget(parent),
      ended_(new QCheckBox(tr("It has &ended"))),
      diverged_(new QCheckBox(tr("It has di&verged"))),
      lossSpike_(new QCheckBox(tr("Loss &spike"))),
      deadChannels_(new QCheckBox(tr("De&ad SReLU channels"))),
      deviation_(new QCheckBox(tr("Isometry de&viation above"))),
      bound_(new QDoubleSpinBox) {
    ended_->setObjectName(QStringLiteral("alertEnded"));
    diverged_->setObjectName(QStringLiteral("alertDiverged"));
    lossSpike_->setObjectName(QStringLiteral("alertLossSpike"));
    deadChannels_->setObjectName(QStringLiteral("alertDeadChannels"));
    deviation_->setObjectName(QStringLiteral("alertDeviation"));
    bound_->setObjectName(QStringLiteral("alertBound"));
    ended_->setToolTip(tr("A run has finished or failed, or a queue has ended"));
    lossSpike_->setToolTip(tr("A loss above %1 times the median of the last %2 recorded ones")
                               .arg(telemetry::kSpikeFactor)
                               .arg(telemetry::kSpikeWindow));
    deadChannels_->setToolTip(tr("Channels with an offset b of %1 or more, which pass almost nothing on, and "
                                 "activations through which no gradient flows")
                                  .arg(telemetry::kDeadOffset));
    deviation_->setToolTip(tr("‖Conv(A, A) − δ‖ of any layer, as recorded"));
    bound_->setAccessibleName(tr("Threshold of the isometry deviation"));
    bound_->setRange(0.0001, 1e6);
    bound_->setDecimals(4);
    bound_->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    ended_->setChecked(rules.ended);
    diverged_->setChecked(rules.diverged);
    lossSpike_->setChecked(rules.lossSpike);
    deadChannels_->setChecked(rules.deadChannels);
    deviation_->setChecked(rules.deviation);
    bound_->setValue(rules.deviationBound);
    bound_->setEnabled(rules.deviation);
    connect(deviation_, &QCheckBox::toggled, bound_, &QWidget::setEnabled);
    auto* limit = new QHBoxLayout;
    limit->addWidget(deviation_);
    limit->addWidget(bound_);
    limit->addStretch(1);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(ended_, 0, 0);
    grid->addWidget(diverged_, 0, 1);
    grid->addWidget(lossSpike_, 1, 0);
    grid->addWidget(deadChannels_, 1, 1);
    grid->addLayout(limit, 2, 0, 1, 2);
}

telemetry::AlertRules AlertChoices::rules() const {
    telemetry::AlertRules rules;
    rules.ended = ended_->isChecked();
    rules.diverged = diverged_->isChecked();
    rules.lossSpike = lossSpike_->isChecked();
    rules.deadChannels = deadChannels_->isChecked();
    rules.deviation = deviation_->isChecked();
    rules.deviationBound = bound_->value();
    return rules;
}

}  // namespace isonet::workbench
