#include "app/cli/CompareWeights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "app/cli/ExitCode.h"
#include "app/cli/StepCounter.h"
#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/base/JsonText.h"
#include "model/base/ShownText.h"
#include "model/interop/ForeignNames.h"
#include "model/isometry/CircularKernel.h"
#include "model/isometry/Deviation.h"
#include "model/layers/Linear.h"

namespace isonet::cli {

namespace {

struct ComparedLayer {
    std::string name;
    at::Tensor kernel;  // as applied; a linear layer has a kernel of 1x1
    int stride = 1, groups = 1, dilation = 1;
    bool circular = false;                            // the kernel fills the grid
    interop::Origin origin = interop::Origin::Given;  // of the stride
};

std::vector<ComparedLayer> layersOf(const std::string& source, const PlainOptions& options, bool latest) {
    std::vector<ComparedLayer> layers;
    if (const auto plain = plainWeights(source, options.weights)) {
        printNotes(source, plain->report);
        for (const auto& layer : interop::findLayers(plain->tensors, layerChoices(options)).layers)
            layers.push_back(
                {layer.plan.name, layer.weight, layer.plan.stride, layer.plan.groups, 1, false, layer.stride});
        return layers;
    }
    const auto loaded = training::loadNetwork(source, latest);
    const at::NoGradGuard noGrad;
    for (const auto& layer : loaded.network->convolutions())
        layers.push_back({layer.plan->name, model::appliedKernel(layer).detach(), layer.plan->stride,
                          layer.plan->groups, layer.plan->dilation, layer.plan->circular()});
    for (const spec::LinearPlan& plan : loaded.network->plan().linear) {
        const at::Tensor weight = loaded.network->named_parameters()[plan.name + ".weight"].detach();
        layers.push_back({plan.name, model::appliedWeight(weight, plan).unsqueeze(2).unsqueeze(3)});
    }
    return layers;
}

using ByName = std::unordered_map<std::string, const ComparedLayer*>;

ByName byName(const std::vector<ComparedLayer>& layers, bool published) {
    ByName result;
    for (const ComparedLayer& layer : layers) {
        const auto name = published ? interop::publishedName(layer.name) : std::nullopt;
        result[name ? name->name : layer.name] = &layer;
    }
    return result;
}

struct Comparison {
    std::string name, otherName;
    std::vector<std::int64_t> shape, otherShape;
    int stride = 1, otherStride = 1;
    double deviation = 0, otherDeviation = 0;
    double distance = 0;  // of the weights, relative; NaN if the shapes differ or the weights of A are 0
};

double deviationOf(const ComparedLayer& layer, int stride) {
    if (layer.circular)
        return model::circularDeviation(layer.kernel, stride, layer.groups);
    return model::isometryDeviation(layer.kernel, stride, layer.groups, layer.dilation);
}

Comparison compared(const ComparedLayer& a, const ComparedLayer& b) {
    Comparison result{a.name, b.name, a.kernel.sizes().vec(), b.kernel.sizes().vec(), a.stride, b.stride, 0, 0, 0};
    // A stride that is only assumed is replaced by a known one of the same layer.
    if (a.origin == interop::Origin::Assumed && b.origin != interop::Origin::Assumed)
        result.stride = b.stride;
    if (b.origin == interop::Origin::Assumed && a.origin != interop::Origin::Assumed)
        result.otherStride = a.stride;
    result.deviation = deviationOf(a, result.stride);
    result.otherDeviation = deviationOf(b, result.otherStride);
    result.distance = std::numeric_limits<double>::quiet_NaN();
    if (result.shape == result.otherShape) {
        const at::Tensor left = a.kernel.to(at::kDouble), right = b.kernel.to(at::kDouble);
        if (const double norm = left.norm().item<double>(); norm > 0)
            result.distance = (right - left).norm().item<double>() / norm;
    }
    return result;
}

std::string sizeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const auto n : shape)
        text += (text.empty() ? "" : "x") + std::to_string(n);
    return text;
}

std::string both(const std::string& a, const std::string& b) {
    return a == b ? a : a + " / " + b;
}

void printComparison(const std::vector<Comparison>& rows) {
    Table table({"layer", "kernel", "stride", "deviation A", "deviation B", "B - A", "weights |B-A|/|A|"});
    for (const Comparison& row : rows)
        table.add({both(row.name, row.otherName), both(sizeText(row.shape), sizeText(row.otherShape)),
                   both(std::to_string(row.stride), std::to_string(row.otherStride)), significant(row.deviation),
                   significant(row.otherDeviation), significant(row.otherDeviation - row.deviation),
                   row.distance == row.distance ? significant(row.distance) : ""});
    table.print(std::cout);
}

}  // namespace

int compareWeights(const std::string& a, const std::string& b, const PlainOptions& options, bool latest, bool json) {
    const auto left = layersOf(a, options, latest), right = layersOf(b, options, latest);
    ByName others = byName(right, false);
    const bool shared = std::ranges::any_of(left, [&](const auto& layer) { return others.contains(layer.name); });
    if (!shared)
        others = byName(right, true);
    std::vector<Comparison> rows;
    std::vector<std::string> onlyA, onlyB;
    std::optional<StepCounter> counter("layers");
    for (const ComparedLayer& layer : left) {
        counter->show(static_cast<int>(&layer - left.data()), static_cast<int>(left.size()));
        const auto published = shared ? std::nullopt : interop::publishedName(layer.name);
        const auto found = others.find(published ? published->name : layer.name);
        if (found == others.end()) {
            onlyA.push_back(layer.name);
            continue;
        }
        rows.push_back(compared(layer, *found->second));
        others.erase(found);
    }
    counter.reset();
    for (const ComparedLayer& layer : right)
        if (std::ranges::any_of(others, [&](const auto& entry) { return entry.second == &layer; }))
            onlyB.push_back(layer.name);
    if (json) {
        auto list = nlohmann::ordered_json::array();
        for (const Comparison& row : rows)
            list.push_back({{"name", row.name},
                            {"name_b", row.otherName},
                            {"shape", row.shape},
                            {"shape_b", row.otherShape},
                            {"stride", row.stride},
                            {"stride_b", row.otherStride},
                            {"deviation", finiteNumber(row.deviation)},
                            {"deviation_b", finiteNumber(row.otherDeviation)},
                            {"deviation_difference", finiteNumber(row.otherDeviation - row.deviation)},
                            {"weight_distance", finiteNumber(row.distance)}});
        const nlohmann::ordered_json answer{
            {"a", a}, {"b", b}, {"layers", std::move(list)}, {"only_a", onlyA}, {"only_b", onlyB}};
        std::cout << base::jsonText(answer) << '\n';
        return Done;
    }
    std::cout << "A: " << base::shownName(a) << "\nB: " << base::shownName(b) << "\n\n";
    printComparison(rows);
    for (const std::string& name : onlyA)
        std::cout << "Only in A: " << base::shownText(name) << '\n';
    for (const std::string& name : onlyB)
        std::cout << "Only in B: " << base::shownText(name) << '\n';
    return Done;
}

}  // namespace isonet::cli
