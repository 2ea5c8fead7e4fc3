// The singular values of every layer, as of the last measurement, as a figure: rows are layers, the first on top.
#pragma once

#include <string>
#include <vector>

#include "training/report/Content.h"

namespace isonet::report {

// Of one layer. Quantiles are NaN where only the extreme values were recorded.
struct LayerSpectrum {
    std::string layer;
    double least = 0, low = 0, median = 0, high = 0, largest = 0;  // low and high: 5 % and 95 % quantiles
    double step = 0;
};

Figure spectrumPlot(const std::string& title, const std::vector<LayerSpectrum>& layers, const std::string& empty);

}  // namespace isonet::report
