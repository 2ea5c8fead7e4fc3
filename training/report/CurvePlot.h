// Curves over the steps of training as a figure.
#pragma once

#include <string>
#include <vector>

#include "training/report/Content.h"
#include "training/report/Curve.h"

namespace isonet::report {

struct NamedCurve {
    std::string label;
    Curve curve;
    std::size_t style = 0;  // of seriesStyle()
};

struct CurvePlotText {
    std::string title;   // "Loss and cross entropy"
    std::string yTitle;  // with the unit
    std::string empty;   // why there are no values, for a figure without any
};

// Values that are not finite are marked where they occur. A few values far above the others do not flatten the curves:
// they are marked at the upper side, and the legend says how large they are. `changes`: steps at which settings were
// changed.
Figure curvePlot(const CurvePlotText& text, const std::vector<NamedCurve>& curves,
                 const std::vector<double>& changes = {});

}  // namespace isonet::report
