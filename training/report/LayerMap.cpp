#include "training/report/LayerMap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "model/base/NumberText.h"
#include "training/report/Escape.h"
#include "training/report/PlotFrame.h"

namespace isonet::report {
namespace {

constexpr std::size_t mostColumns = 180;
constexpr int levels = 32;         // of color
constexpr double mostDecades = 4;  // shown below the largest value
constexpr double mapRight = figureWidth - 96;

// Anchors of a color map whose lightness rises evenly (like matplotlib's viridis).
constexpr std::array<std::array<int, 3>, 5> anchors{
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}};

std::string colorOf(int level) {
    const double place = double(level) / (levels - 1) * (anchors.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(place), anchors.size() - 2);
    constexpr char digits[] = "0123456789abcdef";
    std::string color = "#";
    for (std::size_t i = 0; i < 3; ++i) {
        const double part = place - double(index);
        const int value = int(std::lround(anchors[index][i] * (1 - part) + anchors[index + 1][i] * part));
        color += digits[value / 16];
        color += digits[value % 16];
    }
    return color;
}

struct Cells {
    std::size_t rows = 0, columns = 0;
    std::vector<double> values;  // row by row; NaN: not measured, infinite: not finite
    double first = 0, last = 0;

    double& at(std::size_t row, std::size_t column) { return values[row * columns + column]; }
};

constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();
constexpr double notFinite = std::numeric_limits<double>::infinity();

Cells cellsOf(const std::vector<LayerCurve>& layers) {
    Cells cells;
    cells.rows = layers.size();
    cells.first = HUGE_VAL;
    cells.last = -HUGE_VAL;
    cells.columns = 1;
    for (const auto& layer : layers) {
        cells.first = std::min(cells.first, layer.curve.steps.front());
        cells.last = std::max(cells.last, layer.curve.steps.back());
        cells.columns = std::max(cells.columns, std::min(layer.curve.steps.size(), mostColumns));
    }
    cells.values.assign(cells.rows * cells.columns, notMeasured);
    std::vector<char> any(cells.columns, 0);
    const double width = cells.columns > 1 ? (cells.last - cells.first) / double(cells.columns - 1) : 1;
    for (std::size_t row = 0; row < cells.rows; ++row) {
        const auto& curve = layers[row].curve;
        for (std::size_t i = 0; i < curve.steps.size(); ++i) {
            const auto column =
                width > 0 ? static_cast<std::size_t>(std::lround((curve.steps[i] - cells.first) / width)) : 0;
            double& cell = cells.at(row, std::min(column, cells.columns - 1));
            const double value = std::isfinite(curve.values[i]) ? curve.values[i] : notFinite;
            cell = std::isnan(cell) ? value : std::max(cell, value);
            any[std::min(column, cells.columns - 1)] = 1;
        }
    }
    for (std::size_t row = 0; row < cells.rows; ++row)
        for (std::size_t column = 1; column < cells.columns; ++column)
            if (!any[column])
                cells.at(row, column) = cells.at(row, column - 1);
    return cells;
}

std::string rectangle(double x, double y, double width, double height) {
    return "M" + number(x) + " " + number(y) + "h" + number(width) + "v" + number(height) + "h" + number(-width) + "z";
}

// Lines across the whole map; measured cells cover them.
void hatch(Svg& svg, double x, double y, double width, double height) {
    std::string commands;
    for (double sum = std::ceil((x + y) / 7) * 7; sum < x + width + y + height; sum += 7) {
        const double x1 = std::max(x, sum - y - height), x2 = std::min(x + width, sum - y);
        commands += "M" + number(x1) + " " + number(sum - x1) + "L" + number(x2) + " " + number(sum - x2);
    }
    svg.path(commands, "hatch");
}

struct Range {
    double low = 1, high = 1;
};

// At most four decades below the largest value, from the 3rd percentile on: layers that start as isometries up to
// rounding must not take all colors.
Range rangeOf(const Cells& cells) {
    std::vector<double> positive;
    for (const double value : cells.values)
        if (std::isfinite(value) && value > 0)
            positive.push_back(value);
    if (positive.empty())
        return {1e-6, 1};
    std::ranges::sort(positive);
    const double high = positive.back();
    const double low = positive[positive.size() * 3 / 100];
    return {std::max(std::min(low, high / 3), high * std::pow(10.0, -mostDecades)), high};
}

int levelOf(double value, const Range& range) {
    if (value <= range.low)
        return 0;
    return std::clamp(int(std::log(value / range.low) / std::log(range.high / range.low) * levels), 0, levels - 1);
}

void drawScale(Svg& svg, const Range& range, double top, double height, const std::string& unit) {
    const double x = mapRight + 14, part = height / levels;
    for (int level = 0; level < levels; ++level)
        svg.filled(rectangle(x, top + height - (level + 1) * part, 12, part + 0.3), colorOf(level));
    svg.box(x, top, 12, height, "axis");
    const Axis axis{range.low, range.high, top + height, top, true};
    for (const auto& tick : ticksOf(axis, int(height / 24)).all) {
        const double y = axis.place(tick.value);
        svg.line(x + 12, y, x + 16, y, "axis");
        svg.text(x + 19, y + 4, Anchor::Start, tick.label);
    }
    svg.text(x, top - 6, Anchor::Start, unit);
}

}  // namespace

double rowHeightFor(std::size_t rows) {
    return std::min(16.0, 760.0 / static_cast<double>(std::max<std::size_t>(rows, 1)));
}

std::size_t namedEvery(double rowHeight) {
    return static_cast<std::size_t>(std::ceil(11 / rowHeight));
}

Figure layerMap(const std::string& title, const std::string& unit, const std::vector<LayerCurve>& layers,
                const std::string& empty) {
    Figure figure{title, {}, 0, {}, {}};
    if (layers.empty()) {
        figure.empty = empty;
        return figure;
    }
    Cells cells = cellsOf(layers);
    const Range range = rangeOf(cells);
    std::map<int, std::string> shapes;  // by level; levels: not finite
    Svg svg;
    const auto has = [&](auto what) { return std::ranges::any_of(cells.values, what); };
    std::vector<LegendEntry> legend;
    if (has([](double value) { return std::isnan(value); }))
        legend.push_back({"not measured there", "hatch"});
    if (has([](double value) { return std::isinf(value); }))
        legend.push_back({"not finite", "notfinite"});
    const double top = std::max(drawLegend(svg, legend), 14.0) + 10;
    // A single layer's map is still tall enough for its scale.
    const double row = std::max(rowHeightFor(cells.rows), std::min(60.0, 60.0 / static_cast<double>(cells.rows)));
    const double height = row * static_cast<double>(cells.rows);
    const double width = (mapRight - layersLeft) / static_cast<double>(cells.columns);
    hatch(svg, layersLeft, top, mapRight - layersLeft, height);
    for (std::size_t y = 0; y < cells.rows; ++y)
        for (std::size_t x = 0; x < cells.columns;) {
            const auto kindOf = [&](std::size_t column) {
                const double value = cells.at(y, column);
                return std::isnan(value) ? -1 : std::isinf(value) ? levels : levelOf(value, range);
            };
            const int kind = kindOf(x);
            std::size_t end = x + 1;
            while (end < cells.columns && kindOf(end) == kind)
                ++end;
            if (kind >= 0)  // a little larger, so that no background shows between cells
                shapes[kind] +=
                    rectangle(layersLeft + static_cast<double>(x) * width, top + static_cast<double>(y) * row,
                              static_cast<double>(end - x) * width + 0.35, row + 0.35);
            x = end;
        }
    for (const auto& [level, shape] : shapes) {
        if (level == levels)
            svg.path(shape, "notfinite");
        else
            svg.filled(shape, colorOf(level));
    }
    const double half = cells.columns > 1 ? (cells.last - cells.first) / double(cells.columns - 1) / 2 : 0.5;
    const Axis steps{cells.first - half, cells.last + half, layersLeft, mapRight};
    svg.box(layersLeft, top, mapRight - layersLeft, height, "axis");
    for (const auto& tick : ticksOf(steps, 6).all) {
        if (tick.value < cells.first)
            continue;
        svg.line(steps.place(tick.value), top + height, steps.place(tick.value), top + height + 4, "axis");
        svg.text(steps.place(tick.value), top + height + 16, Anchor::Middle, tick.label);
    }
    svg.text((layersLeft + mapRight) / 2, top + height + 33, Anchor::Middle, "step");
    for (std::size_t y = 0; y < cells.rows; y += namedEvery(row))
        svg.text(layersLeft - 6, top + (static_cast<double>(y) + 0.5) * row + 3.5, Anchor::End,
                 shortened(layers[y].layer, longestLayerName), "name");
    drawScale(svg, range, top, height, unit);
    figure.height = top + height + frameBelow;
    figure.drawing = svg.take();
    figure.description = "Color map of " + unit + " of " + std::to_string(layers.size()) + " layers from step " +
                         base::fixed(cells.first, 0) + " to step " + base::fixed(cells.last, 0) + ", up to " +
                         base::significant(range.high, 4) + ". The table of layers has the last values.";
    return figure;
}

}  // namespace isonet::report
