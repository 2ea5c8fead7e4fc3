// Singular values of every convolution operator, by layer, with sigma = 1 of an isometry marked.
#pragma once

#include "widgets/live/DistributionPlot.h"

namespace isonet::widgets {

// Of every plot of singular values, for runs with telemetry.spectra: off.
QString spectraOffText();
QString spectraOffReason(const config::RunConfig& config);  // the same, or empty: the run measures them

class SpectrumPlot : public DistributionPlot {
    Q_OBJECT
public:
    SpectrumPlot();

    QString emptyText(const RunData* data) const override;

protected:
    double reference() const override { return 1; }
};

}  // namespace isonet::widgets
