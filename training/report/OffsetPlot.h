// Distributions of SReLU's b, by stage or by layer, as small histograms in one figure.
#pragma once

#include <string>
#include <vector>

#include "training/report/Content.h"
#include "training/telemetry/Record.h"

namespace isonet::report {

struct OffsetHistogram {
    std::string name;  // "stage 1", "s1.b1.relu"
    telemetry::Histogram first, last;
    double firstStep = 0, lastStep = 0;  // equal: there is one
};

inline constexpr std::size_t mostOffsetPanels =
    8;  // drawn, spread evenly over the network; the others are in the table of layers

Figure offsetPlot(const std::string& title, const std::vector<OffsetHistogram>& histograms, const std::string& empty);

}  // namespace isonet::report
