// Text of the "Cost" panel of the Design page: size of the network, its memory, what automatic settings are on the
// device, and whether training fits it.
#pragma once

#include <QCoreApplication>
#include <vector>

#include "model/spec/NetworkPlan.h"
#include "training/config/RunConfig.h"
#include "widgets/form/ConfigForm.h"

namespace isonet::widgets {

class CostSummary {
    Q_DECLARE_TR_FUNCTIONS(CostSummary)
public:
    // Rich text. `paper`: the matching result of the paper, or empty. An invalid network gives an explanation instead.
    static QString text(const config::RunConfig& config, const QString& paper,
                        const std::vector<DeviceChoice>& devices);

private:
    // What automatic settings are on the device; empty if there are none.
    static QStringList automaticText(const config::RunConfig& config, const config::RunConfig& used,
                                     const DeviceChoice& device);
    static QString recomputationText(const config::RunConfig& config, const spec::NetworkPlan& plan);
    static QString detectorText(const config::RunConfig& config);
    static QString memoryText(const config::RunConfig& config, double activationBytes, const DeviceChoice& device);
};

}  // namespace isonet::widgets
