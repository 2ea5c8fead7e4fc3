#include "training/report/CurvePlot.h"

#include <algorithm>
#include <cmath>

#include "model/base/NumberText.h"
#include "training/report/PlotFrame.h"

namespace isonet::report {
namespace {

constexpr double plotHeight = 190;

struct Ranges {
    double first = HUGE_VAL, last = -HUGE_VAL;  // steps
    double low = HUGE_VAL, high = -HUGE_VAL;    // of the axis
    double largest = -HUGE_VAL;                 // of the values
    std::size_t above = 0;                      // values above the axis
    std::size_t nan = 0, plus = 0, minus = 0;
};

// The upper end of the axis: the largest value, without those that are so far above 98 % of the values that these would
// be flat lines.
double sensibleTop(std::vector<double>& values, double low) {
    constexpr double outlying = 8;
    const double largest = *std::ranges::max_element(values);
    const auto place = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * 98 / 100);
    std::ranges::nth_element(values, place);
    const double usual = *place;
    if (!(usual > low) || largest / outlying - low / outlying <= usual - low)
        return largest;
    const double limit = low + outlying * (usual - low);
    double top = usual;
    for (const double value : values)
        if (value <= limit)
            top = std::max(top, value);
    return top;
}

Ranges rangesOf(const std::vector<NamedCurve>& curves) {
    Ranges ranges;
    std::vector<double> finite;
    for (const auto& [label, curve, style] : curves) {
        if (curve.steps.empty())
            continue;
        ranges.first = std::min(ranges.first, curve.steps.front());
        ranges.last = std::max(ranges.last, curve.steps.back());
        for (const double value : curve.values) {
            if (std::isfinite(value))
                finite.push_back(value);
            else
                ++(std::isnan(value) ? ranges.nan : value > 0 ? ranges.plus : ranges.minus);
        }
    }
    if (finite.empty())
        return ranges;
    ranges.low = *std::ranges::min_element(finite);
    ranges.largest = *std::ranges::max_element(finite);
    ranges.high = sensibleTop(finite, ranges.low);
    ranges.above =
        static_cast<std::size_t>(std::ranges::count_if(finite, [&](double value) { return value > ranges.high; }));
    return ranges;
}

std::string triangle(double x, double y, double height) {
    return "M" + number(x - 4) + " " + number(y + height) + " L" + number(x + 4) + " " + number(y + height) + " L" +
           number(x) + " " + number(y) + " Z";
}

void drawCurve(Svg& svg, const NamedCurve& named, const PlotFrame& frame, double highest) {
    const DrawnCurve curve = drawn(named.curve);
    const std::string style = seriesStyle(named.style);
    double marked = -HUGE_VAL;  // place of the last mark above the axis
    for (const auto& line : curve.lines) {
        std::vector<Point> places;
        for (const auto& point : line) {
            places.push_back({frame.x.place(point.x), frame.y.place(point.y)});
            if (point.y > highest && places.back().x - marked >= 6) {
                marked = places.back().x;
                svg.path(triangle(marked, frame.y.to + 1, 7), style + "f");
            }
        }
        if (places.size() == 1)
            svg.dot(places[0].x, places[0].y, 2.4, style + "f");
        else
            svg.polyline(places, style);
    }
    for (const auto& [step, value] : curve.notFinite) {
        const double x = frame.x.place(step), top = frame.y.to, bottom = frame.y.from;
        if (std::isnan(value))
            svg.box(x - 2.5, bottom - 7, 5, 7, "notfinite");
        else
            svg.path(value > 0 ? triangle(x, top, 8) : triangle(x, bottom, -8), "notfinite");
    }
}

std::string described(const NamedCurve& named) {
    const auto low = lowest(named.curve), high = highest(named.curve);
    if (!low || !high)
        return named.label + ": no finite value. ";
    const auto& steps = named.curve.steps;
    return named.label + ": " + base::significant(low->y, 4) + " to " + base::significant(high->y, 4) + ", last " +
           base::significant(named.curve.values.back(), 4) + " at step " + base::fixed(steps.back(), 0) + ". ";
}

std::vector<LegendEntry> legendOf(const std::vector<NamedCurve>& curves, const Ranges& ranges, bool changes) {
    std::vector<LegendEntry> entries;
    for (const auto& named : curves)
        if (!named.curve.steps.empty())
            entries.push_back({named.label, seriesStyle(named.style)});
    const auto counted = [](std::size_t count, const char* what) {
        return std::string(what) + " (" + std::to_string(count) + ")";
    };
    if (ranges.nan > 0)
        entries.push_back({counted(ranges.nan, "NaN, marked below"), "notfinite"});
    if (ranges.plus > 0)
        entries.push_back({counted(ranges.plus, "infinite, marked above"), "notfinite"});
    if (ranges.minus > 0)
        entries.push_back({counted(ranges.minus, "negative infinite, marked below"), "notfinite"});
    if (ranges.above > 0)
        entries.push_back({std::to_string(ranges.above) + (ranges.above == 1 ? " value" : " values") +
                               " above the axis (▲), up to " + base::significant(ranges.largest, 4),
                           "mark"});
    if (changes)
        entries.push_back({"settings changed", "reference"});
    return entries;
}

}  // namespace

Figure curvePlot(const CurvePlotText& text, const std::vector<NamedCurve>& curves, const std::vector<double>& changes) {
    Figure figure{text.title, {}, 0, {}, {}};
    const Ranges ranges = rangesOf(curves);
    if (ranges.first > ranges.last) {
        figure.empty = text.empty;
        return figure;
    }
    const bool finite = ranges.low <= ranges.high;
    Svg svg;
    const double top = drawLegend(svg, legendOf(curves, ranges, !changes.empty())) + 6;
    PlotFrame frame;
    frame.x = ranges.last > ranges.first ? Axis{ranges.first, ranges.last} : around(ranges.first, ranges.last);
    frame.y = finite ? around(ranges.low, ranges.high) : Axis{};
    if (finite && ranges.low >= 0 && frame.y.low < 0)
        frame.y.low = 0;
    frame.x.from = frameLeft;
    frame.x.to = frameRight;
    frame.y.from = top + plotHeight;
    frame.y.to = top;
    frame.xTitle = "step";
    frame.yTitle = text.yTitle;
    frame.yLabels = finite;
    drawFrame(svg, frame);
    for (const double step : changes)
        if (step >= frame.x.low && step <= frame.x.high)
            svg.line(frame.x.place(step), frame.y.to, frame.x.place(step), frame.y.from, "reference");
    figure.description =
        text.yTitle + " from step " + base::fixed(ranges.first, 0) + " to step " + base::fixed(ranges.last, 0) + ". ";
    for (const auto& named : curves) {
        if (named.curve.steps.empty())
            continue;
        drawCurve(svg, named, frame, ranges.high);
        figure.description += described(named);
    }
    figure.height = top + plotHeight + frameBelow;
    figure.drawing = svg.take();
    return figure;
}

}  // namespace isonet::report
