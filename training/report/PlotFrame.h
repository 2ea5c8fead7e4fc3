// What figures with axes share: the frame with ticks and titles, and the legend above it.
#pragma once

#include <string>
#include <vector>

#include "training/report/Axis.h"
#include "training/report/Svg.h"

namespace isonet::report {

struct LegendEntry {
    std::string text;
    std::string style;  // of its sample: a line, or for "notfinite", "thick" and "hatch" a box
};

// Draws the entries in rows from the top; returns the height that they take, 0 without entries.
double drawLegend(Svg& svg, const std::vector<LegendEntry>& entries);

struct PlotFrame {
    Axis x, y;  // with their places; y.from is the lower end
    std::string xTitle, yTitle;
    int xTicks = 6, yTicks = 5;
    bool yLabels = true;  // false: only the x axis has ticks and a grid
};

inline constexpr double frameLeft = 74, frameRight = figureWidth - 24;  // places of a whole plot's sides
inline constexpr double frameBelow = 40;                                // room for ticks and title of the x axis

// Of figures with a row per layer, whose names are left of the frame.
inline constexpr double layersLeft = 120;
inline constexpr std::size_t longestLayerName = 18;  // characters

void drawFrame(Svg& svg, const PlotFrame& frame);

}  // namespace isonet::report
