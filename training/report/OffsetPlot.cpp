#include "training/report/OffsetPlot.h"

#include <algorithm>
#include <cmath>

#include "model/base/NumberText.h"
#include "training/report/Escape.h"
#include "training/report/HistogramShape.h"
#include "training/report/PlotFrame.h"

namespace isonet::report {
namespace {

constexpr double panelWidth = 318, panelHeight = 100, panelGap = 36, panelsLeft = 24, panelBelow = 62;
constexpr std::size_t panelBuckets = 32;

std::vector<Point> placed(const std::vector<Point>& outline, const PlotFrame& frame) {
    std::vector<Point> places;
    for (const auto& point : outline)
        places.push_back({frame.x.place(point.x), frame.y.place(point.y)});
    return places;
}

std::string area(const std::vector<Point>& places) {
    std::string commands;
    for (const auto& place : places)
        commands += (commands.empty() ? "M" : "L") + number(place.x) + " " + number(place.y);
    return commands + "Z";
}

void drawPanel(Svg& svg, const OffsetHistogram& offsets, double x, double y) {
    const bool two = offsets.firstStep != offsets.lastStep;
    double low = offsets.last.min, high = offsets.last.max;
    if (two && offsets.first.count > 0) {
        low = std::min(low, offsets.first.min);
        high = std::max(high, offsets.first.max);
    }
    PlotFrame frame;
    frame.x = around(low, high);
    frame.x.from = x;
    frame.x.to = x + panelWidth;
    frame.y = {0, 1.1, y + panelHeight, y};
    frame.yLabels = false;
    frame.xTicks = 4;
    frame.xTitle = "b";
    drawFrame(svg, frame);
    svg.text(x, y - 6, Anchor::Start, shortened(offsets.name, 24) + ", step " + base::fixed(offsets.lastStep, 0));
    const double thinnest = (frame.x.high - frame.x.low) / 40;
    const auto last = placed(outlineOf(offsets.last, panelBuckets, thinnest), frame);
    if (last.empty()) {
        svg.text(x + panelWidth / 2, y + panelHeight / 2, Anchor::Middle, "no finite value", "quiet");
        return;
    }
    svg.path(area(last), "area");
    svg.polyline(last, "bar");
    if (const auto first = placed(outlineOf(offsets.first, panelBuckets, thinnest), frame); two && !first.empty())
        svg.polyline(first, "reference");
}

}  // namespace

Figure offsetPlot(const std::string& title, const std::vector<OffsetHistogram>& histograms, const std::string& empty) {
    Figure figure{title, {}, 0, {}, {}};
    if (histograms.empty()) {
        figure.empty = empty;
        return figure;
    }
    std::vector<const OffsetHistogram*> shown;
    const std::size_t count = std::min(histograms.size(), mostOffsetPanels);
    for (std::size_t i = 0; i < count; ++i)
        shown.push_back(&histograms[count > 1 ? i * (histograms.size() - 1) / (count - 1) : 0]);
    Svg svg;
    double earliest = HUGE_VAL;
    for (const auto* offsets : shown)
        if (offsets->firstStep != offsets->lastStep)
            earliest = std::min(earliest, offsets->firstStep);
    std::vector<LegendEntry> legend{{"last measurement", "area"}};
    if (std::isfinite(earliest))
        legend.push_back({"first measurement, step " + base::fixed(earliest, 0), "reference"});
    const double top = drawLegend(svg, legend) + 20;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        drawPanel(svg, *shown[i], panelsLeft + static_cast<double>(i % 2) * (panelWidth + panelGap),
                  top + static_cast<double>(i / 2) * (panelHeight + panelBelow));
        const auto& last = shown[i]->last;
        figure.description += shown[i]->name + ": " + base::significant(last.min, 4) + " to " +
                              base::significant(last.max, 4) + ", mean " +
                              base::significant(last.count > 0 ? last.sum / last.count : NAN, 4) + ". ";
    }
    figure.height = top + static_cast<double>((shown.size() + 1) / 2) * (panelHeight + panelBelow);
    figure.drawing = svg.take();
    return figure;
}

}  // namespace isonet::report
