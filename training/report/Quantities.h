// The recorded scalars that a report shows: titles, which extreme is the best, and the figures they belong to.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "training/report/RecordedRun.h"

namespace isonet::report {

enum class Better { Neither, Lower, Higher };

struct Quantity {
    std::string tag, title;
    Better better = Better::Neither;
};

// In the order of tables.
std::span<const Quantity> quantities();

// A figure of curves of one run. A comparison has a figure for each quantity, with a curve per run.
struct CurveFigure {
    std::string title, yTitle;
    std::vector<std::string> tags;
    std::string empty;
    bool always = true;  // otherwise only where there are values
};
std::span<const CurveFigure> curveFigures();

// The title of a tag: "Validation top-1, %"; the tag itself if it is unknown.
std::string titleOf(const std::string& tag);

// Root mean square of a layer-wise quantity over the layers, at each step at which most of the layers were measured.
Curve rmsOverLayers(const RecordedRun& run, const std::string& prefix);

}  // namespace isonet::report
