#include "training/report/PlotFrame.h"

#include <algorithm>

#include "training/report/Escape.h"

namespace isonet::report {
namespace {

constexpr double legendRow = 18, legendSample = 26, legendGap = 16;
constexpr std::size_t longestEntry = 90;  // characters

}  // namespace

double drawLegend(Svg& svg, const std::vector<LegendEntry>& entries) {
    double x = frameLeft, y = 12;
    for (const auto& entry : entries) {
        const std::string text = shortened(entry.text, longestEntry);
        const double width = legendSample + 6 + widthOf(text);
        if (x > frameLeft && x + width > frameRight) {
            x = frameLeft;
            y += legendRow;
        }
        if (entry.style == "hatch") {
            for (double place = 2; place <= legendSample - 6; place += 6)
                svg.line(x + place, y + 4, x + place + 8, y - 4, "hatch");
        } else if (entry.style == "notfinite" || entry.style == "thick" || entry.style == "area") {
            svg.box(x + 6, y - 5, 14, 10, entry.style);
        } else {
            svg.line(x, y, x + legendSample, y, entry.style);
        }
        svg.text(x + legendSample + 6, y + 4, Anchor::Start, text);
        x += width + legendGap;
    }
    return entries.empty() ? 0 : y + 12;
}

void drawFrame(Svg& svg, const PlotFrame& frame) {
    const double left = frame.x.from, right = frame.x.to, bottom = frame.y.from, top = frame.y.to;
    const Ticks xs = ticksOf(frame.x, frame.xTicks);
    for (const auto& tick : xs.all) {
        const double x = frame.x.place(tick.value);
        svg.line(x, top, x, bottom, "grid");
        svg.line(x, bottom, x, bottom + 4, "axis");
        svg.text(x, bottom + 16, Anchor::Middle, tick.label);
    }
    if (frame.yLabels) {
        const Ticks ys = ticksOf(frame.y, frame.yTicks);
        for (const auto& tick : ys.all) {
            const double y = frame.y.place(tick.value);
            svg.line(left, y, right, y, "grid");
            svg.line(left - 4, y, left, y, "axis");
            svg.text(left - 7, y + 4, Anchor::End, tick.label);
        }
        svg.vertical(14, (top + bottom) / 2, ys.offset.empty() ? frame.yTitle : frame.yTitle + ", " + ys.offset + "…");
    }
    svg.box(left, top, right - left, bottom - top, "axis");
    svg.text((left + right) / 2, bottom + 33, Anchor::Middle,
             xs.offset.empty() ? frame.xTitle : frame.xTitle + ", " + xs.offset + "…");
}

}  // namespace isonet::report
