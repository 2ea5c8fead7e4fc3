#include "app/cli/InspectFile.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/cli/ExitCode.h"
#include "app/cli/LayerTable.h"
#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/isometry/LayerInspection.h"

namespace isonet::cli {

namespace {

using interop::FoundLayer;
using interop::Origin;

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const auto n : shape)
        text += (text.empty() ? "" : "x") + std::to_string(n);
    return text;
}

// "2 (names)"; for a linear layer, which has neither, "".
std::string withOrigin(const std::string& value, const FoundLayer& layer, Origin origin) {
    return layer.linear ? "" : value + " (" + interop::originName(origin) + ")";
}

// How many convolutions have their stride from which source; empty without convolutions.
std::string strideSources(const std::vector<FoundLayer>& layers) {
    int counts[4] = {};
    for (const FoundLayer& layer : layers)
        if (!layer.linear)
            ++counts[static_cast<int>(layer.stride)];
    std::string text;
    const auto add = [&](Origin origin, const char* what) {
        if (const int count = counts[static_cast<int>(origin)]; count > 0)
            text += (text.empty() ? "" : "; ") + std::to_string(count) + " " + what;
    };
    add(Origin::Given, "from --strides");
    add(Origin::Names, "from the names of the layers");
    add(Origin::Assumed, "assumed to be 1 (set with --strides NAME=S,... or --config)");
    return text;
}

void printTable(const std::vector<FoundLayer>& layers, const std::vector<model::LayerReport>& reports) {
    Table table({"layer", "kernel", "groups", "stride", "grid", "deviation", "normalized", "weight dev.", "AA*-I",
                 "A*A-I", "sigma min", "mean", "max"});
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const model::LayerReport& report = reports[i];
        const FoundLayer& layer = layers[i];
        const std::string groups = report.groups > 1 || layer.groups == Origin::Given
                                       ? withOrigin(std::to_string(report.groups), layer, layer.groups)
                                       : "";
        table.add(
            {report.name, layer.linear ? shapeText({report.shape[0], report.shape[1]}) : shapeText(report.shape),
             groups, withOrigin(std::to_string(report.stride), layer, layer.stride),
             withOrigin(std::to_string(report.gridHeight) + "x" + std::to_string(report.gridWidth), layer, layer.grid),
             significant(report.deviation), significant(report.deviationNormalized),
             significant(report.weightDeviation), significant(report.sides.outputs), significant(report.sides.inputs),
             fixed(report.sigmaMin, 4), fixed(report.sigmaMean, 4), fixed(report.sigmaMax, 4)});
    }
    table.print(std::cout);
}

nlohmann::ordered_json fileJson(const std::string& source, const interop::ImportReport& import,
                                const interop::FoundLayers& found, const std::vector<model::LayerReport>& reports) {
    auto others = nlohmann::ordered_json::array();
    for (const auto& set : import.others)
        others.push_back({{"set", set.key}, {"tensors", set.tensors}, {"all_zero", set.zeros}});
    nlohmann::ordered_json json{{"source", source},
                                {"weights", import.taken.key},
                                {"other_weights", std::move(others)},
                                {"removed_prefixes", import.prefixes},
                                {"not_measured", found.otherWeights},
                                {"layers", toJson(reports)}};
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const FoundLayer& layer = found.layers[i];
        auto& row = json["layers"][i];
        row.erase("penalized");
        row.erase("b");
        row["kind"] = layer.linear ? "linear" : "convolution";
        row["stride_from"] = interop::originName(layer.stride);
        row["groups_from"] = interop::originName(layer.groups);
        row["grid_from"] = interop::originName(layer.grid);
    }
    return json;
}

// The first weights that are neither: "; not measured: c1.weight (8, 4, 5)".
std::string notMeasured(const interop::FoundLayers& found) {
    constexpr std::size_t mostNamed = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(mostNamed, found.otherWeights.size()); ++i)
        text += (i == 0 ? "; not measured: " : ", ") + found.otherWeights[i];
    return text + (found.otherWeights.size() > mostNamed ? ", ..." : "");
}

}  // namespace

int inspectFile(const std::string& source, const interop::ImportedWeights& weights, const PlainOptions& options,
                bool json, const std::stop_token& stop) {
    const interop::FoundLayers found = interop::findLayers(weights.tensors, layerChoices(options));
    if (found.layers.empty())
        throw interop::FormatError(source + ": no 2-d convolution and no linear layer among " +
                                   std::to_string(weights.tensors.size()) + " tensors" + notMeasured(found));
    printNotes(source, weights.report);
    std::vector<model::LayerReport> reports;
    {
        StepCounter counter("layers");
        for (const FoundLayer& layer : found.layers) {
            auto report = model::inspectLayer({&layer.plan, layer.weight}, false, {}, stop);
            if (!report)
                break;
            reports.push_back(std::move(*report));
            counter.show(static_cast<int>(reports.size()), static_cast<int>(found.layers.size()));
        }
    }
    if (json) {
        std::cout << base::jsonText(fileJson(source, weights.report, found, reports)) << '\n';
    } else {
        std::int64_t parameters = 0;
        for (const auto& [name, tensor] : weights.tensors)
            parameters += tensor.numel();
        std::cout << base::shownName(source) << ": " << grouped(parameters) << " values in " << weights.tensors.size()
                  << " tensors, without a configuration\n";
        if (const std::string strides = strideSources(found.layers); !strides.empty())
            std::cout << "Strides: " << strides << '\n';
        std::cout << '\n';
        printTable(found.layers, reports);
        printHealth(std::cout, reports);
        for (const std::string& other : found.otherWeights)
            std::cout << "Not measured: " << other << '\n';
    }
    return stop.stop_requested() ? Interrupted : Done;
}

}  // namespace isonet::cli
