#include "training/report/LayerSections.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "model/base/NumberText.h"
#include "training/report/HistogramShape.h"
#include "training/report/LayerMap.h"
#include "training/report/LayerOrder.h"
#include "training/report/OffsetPlot.h"
#include "training/report/ResultTables.h"
#include "training/report/SpectrumPlot.h"
#include "training/telemetry/Tags.h"

namespace isonet::report {
namespace {

namespace tags = telemetry::tags;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

const std::vector<MeasuredHistogram>* histogramsOf(const RecordedRun& run, const std::string& tag) {
    const auto found = run.histograms.find(tag);
    return found == run.histograms.end() ? nullptr : &found->second;
}

std::string afterMeasurement(const RecordedRun& run, const char* what) {
    std::string text = std::string("No ") + what + " recorded";
    if (!run.history)
        return text + " in this folder.";
    const auto& settings = run.history->inForce().telemetry;
    if (!settings.spectra)
        return text + ": telemetry.spectra is off.";
    return text + ": the first measurement is at step " +
           (settings.spectrumSteps > 0 ? std::to_string(settings.spectrumSteps) : std::string("the end of an epoch")) +
           ", or the network has no such layer.";
}

Figure deviationFigure(const RecordedRun& run) {
    std::vector<LayerCurve> layers;
    for (const auto& name : run.layers(tags::deviation))
        if (const Curve* curve = run.curve(tags::deviation + name))
            layers.push_back({name, *curve});
    return layerMap("Isometry deviation d = ‖Conv(A, A) − δ‖ by layer", "d", layers,
                    "No deviation was recorded: the run ended before its first record, or another program recorded "
                    "it.");
}

// The exact spectrum's quantiles where the histogram was recorded, the extreme values otherwise.
std::optional<LayerSpectrum> spectrumOf(const RecordedRun& run, const std::string& layer) {
    const auto* measured = histogramsOf(run, tags::spectrum + layer);
    const Curve *least = run.curve(tags::sigmaMin + layer), *largest = run.curve(tags::sigmaMax + layer);
    LayerSpectrum spectrum{layer, unknown, unknown, unknown, unknown, unknown, 0};
    if (measured) {
        const auto& last = measured->back().values;
        spectrum = {layer,
                    last.counts.empty() ? unknown : last.min,
                    quantile(last, 0.05),
                    quantile(last, 0.5),
                    quantile(last, 0.95),
                    last.counts.empty() ? unknown : last.max,
                    static_cast<double>(measured->back().step)};
    } else if (least && largest) {
        spectrum.least = least->values.back();
        spectrum.largest = largest->values.back();
        spectrum.step = largest->steps.back();
    } else {
        return std::nullopt;
    }
    return spectrum;
}

std::vector<LayerSpectrum> spectraOf(const RecordedRun& run) {
    std::vector<std::string> names = run.layers(tags::spectrum);
    if (names.empty())
        names = run.layers(tags::sigmaMax);
    std::vector<LayerSpectrum> spectra;
    for (const auto& name : names)
        if (auto spectrum = spectrumOf(run, name))
            spectra.push_back(*spectrum);
    return spectra;
}

// Of the stages; of the activations where there is none.
Figure offsetFigure(const RecordedRun& run) {
    std::vector<OffsetHistogram> stages, layers;
    for (const auto& name : run.layers(tags::offset)) {
        const auto* measured = histogramsOf(run, tags::offset + name);
        if (!measured)
            continue;
        const bool stage = name.starts_with("stage");
        (stage ? stages : layers)
            .push_back({stage ? "stage " + name.substr(5) : name, measured->front().values, measured->back().values,
                        static_cast<double>(measured->front().step), static_cast<double>(measured->back().step)});
    }
    return offsetPlot("Distribution of b", stages.empty() ? layers : stages,
                      afterMeasurement(run, "distribution of b was"));
}

// A quantile that was not recorded is NaN.
std::string quantileText(double value) {
    return std::isnan(value) ? "–" : valueText(value);
}

Section layerTable(const RecordedRun& run, const std::vector<LayerSpectrum>& spectra) {
    Table table{"Last values by layer", {"Layer", "d", "at step", "σ min", "σ median", "σ max", "at step"}, {}, true};
    std::vector<std::string> names = run.layers(tags::deviation);
    for (const auto& spectrum : spectra)
        if (std::ranges::find(names, spectrum.layer) == names.end())
            names.push_back(spectrum.layer);
    sortLayers(names, run.history ? &run.history->started : nullptr);
    for (const auto& name : names) {
        const Curve* deviation = run.curve(tags::deviation + name);
        const auto spectrum = spectrumOf(run, name);
        std::vector<std::string> row{name, "–", "–", "–", "–", "–", "–"};
        if (deviation) {
            row[1] = valueText(deviation->values.back());
            row[2] = base::fixed(deviation->steps.back(), 0);
        }
        if (spectrum) {
            row[3] = valueText(spectrum->least);
            row[4] = quantileText(spectrum->median);
            row[5] = valueText(spectrum->largest);
            row[6] = base::fixed(spectrum->step, 0);
        }
        table.rows.push_back(std::move(row));
    }
    Section section{"Layers", true, {}};
    if (table.rows.empty())
        section.blocks.emplace_back(Paragraph{"No layer was measured."});
    else
        section.blocks.emplace_back(std::move(table));
    return section;
}

}  // namespace

std::vector<Section> layerSections(const RecordedRun& run) {
    const auto spectra = spectraOf(run);
    return {{"Isometry", false, {deviationFigure(run)}},
            {"Singular values",
             false,
             {spectrumPlot("Singular values by layer, last measurement", spectra,
                           afterMeasurement(run, "singular value was"))}},
            {"SReLU's b", false, {offsetFigure(run)}},
            layerTable(run, spectra)};
}

}  // namespace isonet::report
