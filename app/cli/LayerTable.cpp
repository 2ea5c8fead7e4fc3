#include "app/cli/LayerTable.h"

#include <ostream>

#include "app/cli/Table.h"

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
                                   {"operator_deviation", layer.sides.inputs}};
        if (layer.b)
            row["b"] = {{"min", layer.b->min}, {"mean", layer.b->mean}, {"max", layer.b->max}};
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace isonet::cli
