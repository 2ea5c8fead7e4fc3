// The deviation of every layer over the steps as a figure: rows are layers, the first on top, columns are steps.
#pragma once

#include <string>
#include <vector>

#include "training/report/Content.h"
#include "training/report/Curve.h"

namespace isonet::report {

struct LayerCurve {
    std::string layer;
    Curve curve;
};

// A cell has the largest value in its column, by the logarithm. Where other layers were measured and this one was not,
// it is hatched; a column in which none was repeats the one before. Values that are not finite have a separate color.
Figure layerMap(const std::string& title, const std::string& unit, const std::vector<LayerCurve>& layers,
                const std::string& empty);

// Heights of rows so that a figure with one row per layer fits a page, and every how many layers there is room to name
// one.
double rowHeightFor(std::size_t rows);
std::size_t namedEvery(double rowHeight);

}  // namespace isonet::report
