#include "training/report/SpectrumPlot.h"

#include <algorithm>
#include <cmath>

#include "model/base/NumberText.h"
#include "training/report/Escape.h"
#include "training/report/LayerMap.h"
#include "training/report/PlotFrame.h"

namespace isonet::report {
namespace {

std::string stepsText(const std::vector<LayerSpectrum>& layers) {
    const auto [first, last] = std::ranges::minmax(layers, {}, &LayerSpectrum::step);
    return first.step == last.step ? "step " + base::fixed(first.step, 0)
                                   : "steps " + base::fixed(first.step, 0) + " to " + base::fixed(last.step, 0);
}

void drawLayer(Svg& svg, const LayerSpectrum& layer, const Axis& x, double y, double height) {
    if (!std::isfinite(layer.least) || !std::isfinite(layer.largest)) {
        svg.text(layersLeft + 6, y + 3.5, Anchor::Start, "not finite", "quiet");
        return;
    }
    svg.line(x.place(layer.least), y, x.place(layer.largest), y, "bar");
    for (const double end : {layer.least, layer.largest})
        svg.line(x.place(end), y - height / 4, x.place(end), y + height / 4, "bar");
    if (!std::isfinite(layer.median))
        return;
    const double from = x.place(layer.low), to = x.place(layer.high);
    svg.box(from, y - height / 4, std::max(to - from, 1.0), height / 2, "area");
    svg.box(x.place(layer.median) - 1, y - height / 2.6, 2, height / 1.3, "thick");
}

}  // namespace

Figure spectrumPlot(const std::string& title, const std::vector<LayerSpectrum>& layers, const std::string& empty) {
    Figure figure{title, {}, 0, {}, {}};
    if (layers.empty()) {
        figure.empty = empty;
        return figure;
    }
    double largest = 1;
    bool quantiles = false;
    for (const auto& layer : layers) {
        if (std::isfinite(layer.largest))
            largest = std::max(largest, layer.largest);
        quantiles = quantiles || std::isfinite(layer.median);
    }
    Svg svg;
    std::vector<LegendEntry> legend{{"smallest to largest", "bar"}};
    if (quantiles)
        legend.insert(legend.end(), {{"5 % to 95 %", "area"}, {"median", "thick"}});
    legend.push_back({"σ = 1: an isometry", "reference"});
    const double top = drawLegend(svg, legend) + 6, row = rowHeightFor(layers.size());
    const double height = row * static_cast<double>(layers.size());
    PlotFrame frame;
    frame.x = {0, around(0, largest).high, layersLeft, frameRight};
    frame.y = {0, 1, top + height, top};
    frame.yLabels = false;
    frame.xTitle = "singular value σ at " + stepsText(layers);
    drawFrame(svg, frame);
    const double one = frame.x.place(1);
    svg.line(one, top, one, top + height, "reference");
    figure.description = "Singular values at " + stepsText(layers) + ". ";
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const double y = top + (static_cast<double>(i) + 0.5) * row;
        drawLayer(svg, layers[i], frame.x, y, row);
        if (i % namedEvery(row) == 0)
            svg.text(layersLeft - 6, y + 3.5, Anchor::End, shortened(layers[i].layer, longestLayerName), "name");
    }
    const auto widest = std::ranges::max_element(
        layers, {}, [](const auto& layer) { return std::isfinite(layer.largest) ? layer.largest : -1; });
    const auto narrowest = std::ranges::min_element(
        layers, {}, [](const auto& layer) { return std::isfinite(layer.least) ? layer.least : HUGE_VAL; });
    figure.description += "Largest: " + base::significant(widest->largest, 4) + " in " + widest->layer +
                          ". Smallest: " + base::significant(narrowest->least, 4) + " in " + narrowest->layer + ".";
    figure.height = top + height + frameBelow;
    figure.drawing = svg.take();
    return figure;
}

}  // namespace isonet::report
