#include "app/cli/LayerTable.h"

#include <ostream>

#include "app/cli/Table.h"
#include "app/cli/measures/Measure.h"
#include "model/isometry/SpectralHealth.h"

namespace isonet::cli {

namespace {
std::string joined(const std::vector<std::int64_t>& shape, const char* separator) {
    std::string text;
    for (const auto n : shape)
        text += (text.empty() ? "" : separator) + std::to_string(n);
    return text;
}

std::string strideText(const model::LayerReport& layer) {
    const std::string stride = std::to_string(layer.stride);
    return layer.dilation == 1 ? stride : stride + ", dilation " + std::to_string(layer.dilation);
}
}  // namespace

void printGridNote(std::ostream& out, const config::RunConfig& config) {
    if (config::isDetection(config))
        out << "The backbone as the detector runs it, for images of " << config.model.height << " x "
            << config.model.width << " pixels (model.height, model.width)\n";
}

void printLayers(std::ostream& out, const std::vector<model::LayerReport>& layers) {
    Table table({"layer", "kernel", "stride", "grid", "penalized", "deviation", "normalized", "weight dev.", "AA*-I",
                 "A*A-I", "sigma min", "mean", "max", "b min", "mean", "max"});
    for (const auto& layer : layers) {
        const auto b = [&](double value) { return layer.b ? fixed(value, 3) : std::string(); };
        const auto offset = layer.b.value_or(model::OffsetSummary{});
        table.add({layer.name, joined(layer.shape, "x"), strideText(layer),
                   std::to_string(layer.gridHeight) + "x" + std::to_string(layer.gridWidth),
                   layer.penalized ? "yes" : "no", significant(layer.deviation), significant(layer.deviationNormalized),
                   significant(layer.weightDeviation), significant(layer.sides.outputs),
                   significant(layer.sides.inputs), fixed(layer.sigmaMin, 4), fixed(layer.sigmaMean, 4),
                   fixed(layer.sigmaMax, 4), b(offset.min), b(offset.mean), b(offset.max)});
    }
    table.print(out);
}

void printHealth(std::ostream& out, const std::vector<model::LayerReport>& layers) {
    out << "\nSpectral health, of the singular values above: an isometry has both ranks equal to their number, "
           "condition 1 "
           "and distance 0 (||A - U|| in the operator norm, to the nearest isometry U). The tail exponent takes "
        << model::leastForTail << " positive eigenvalues that differ.\n\n";
    Table table(
        {"layer", "values", "stable rank", "effective rank", "entropy", "tail exponent", "condition", "distance"});
    for (const auto& layer : layers) {
        const model::SpectralHealth& health = layer.health;
        table.add({layer.name, fixed(health.values, 0), significant(health.stableRank, 6),
                   significant(health.effectiveRank, 6), fixed(health.entropy, 4),
                   health.tailExponent ? fixed(*health.tailExponent, 3) : "", significant(health.condition),
                   significant(health.operatorDistance)});
    }
    table.print(out);
}

nlohmann::ordered_json toJson(const std::vector<model::LayerReport>& layers) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& layer : layers) {
        nlohmann::ordered_json row{{"name", layer.name},
                                   {"shape", layer.shape},
                                   {"stride", layer.stride},
                                   {"dilation", layer.dilation},
                                   {"groups", layer.groups},
                                   {"grid", {layer.gridHeight, layer.gridWidth}},
                                   {"penalized", layer.penalized},
                                   {"deviation", layer.deviation},
                                   {"deviation_normalized", layer.deviationNormalized},
                                   {"weight_deviation", layer.weightDeviation},
                                   {"sigma_min", layer.sigmaMin},
                                   {"sigma_mean", layer.sigmaMean},
                                   {"sigma_max", layer.sigmaMax},
                                   {"b", nullptr},
                                   {"adjoint_deviation", layer.sides.outputs},
                                   {"operator_deviation", layer.sides.inputs},
                                   {"singular_values", finiteNumber(layer.health.values)},
                                   {"stable_rank", finiteNumber(layer.health.stableRank)},
                                   {"effective_rank", finiteNumber(layer.health.effectiveRank)},
                                   {"entropy", finiteNumber(layer.health.entropy)},
                                   {"tail_exponent", nullptr},
                                   {"condition", finiteNumber(layer.health.condition)},
                                   {"operator_distance", finiteNumber(layer.health.operatorDistance)}};
        if (layer.health.tailExponent)
            row["tail_exponent"] = *layer.health.tailExponent;
        if (layer.b)
            row["b"] = {{"min", layer.b->min}, {"mean", layer.b->mean}, {"max", layer.b->max}};
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace isonet::cli
