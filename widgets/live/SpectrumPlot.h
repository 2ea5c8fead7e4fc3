// Singular values of every convolution operator, by layer, with sigma = 1 of an isometry marked.
#pragma once

#include "widgets/live/DistributionPlot.h"

namespace isonet::widgets {

class SpectrumPlot : public DistributionPlot {
    Q_OBJECT
public:
    SpectrumPlot();

    QString emptyText(const RunData* data) const override;

protected:
    double reference() const override { return 1; }
};

}  // namespace isonet::widgets
