// SReLU offsets b: histograms by stage (figure 3 of the paper), by layer, or one layer over the steps.
#pragma once

#include "widgets/live/DistributionPlot.h"

namespace isonet::widgets {

class OffsetPlot : public DistributionPlot {
    Q_OBJECT
public:
    OffsetPlot();

    QString emptyText(const RunData* data) const override;
    bool offersLogScale() const override { return false; }  // b is negative

protected:
    double reference() const override;  // the initial b
};

}  // namespace isonet::widgets
