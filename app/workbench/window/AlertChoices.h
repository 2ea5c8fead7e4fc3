// Fields: which alerts are reported, and the threshold of the deviation. GUI thread only.
#pragma once

#include <QWidget>

#include "training/telemetry/Alerts.h"

class QCheckBox;
class QDoubleSpinBox;

namespace isonet::workbench {

class AlertChoices : public QWidget {
    Q_OBJECT
public:
    explicit AlertChoices(const telemetry::AlertRules& rules, QWidget* parent = nullptr);
    telemetry::AlertRules rules() const;  // as entered

private:
    QCheckBox *ended_, *diverged_, *lossSpike_, *deadChannels_, *deviation_;
    QDoubleSpinBox* bound_;
};

}  // namespace isonet::workbench
