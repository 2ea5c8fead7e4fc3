// isonet import, isonet export: weights from and to the published code, PyTorch and safetensors.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/detection/Detector.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/DetectionWeights.h"
#include "training/engine/Evaluation.h"

namespace isonet::cli {

namespace {

struct ImportOptions {
    std::string source, config, out;
};

struct ExportOptions {
    std::string source, out;
    bool latest = false;
};

std::string nameOf(const config::RunConfig& config) {
    return spec::networkName(config.model) + (config::isDetection(config) ? " detector" : "");
}

// The checkpoint holds the configuration too, so that eval, inspect and the workbench need nothing else.
int importWeights(const ImportOptions& options) {
    const auto config = readConfig(options.config);
    std::shared_ptr<torch::nn::Module> module;
    if (config::isDetection(config))
        module = model::Detector(config.model, config.detection.detector).ptr();
    else
        module = model::Network(config.model).ptr();
    interop::loadStateDict(*module, interop::readWeights(options.source), options.source,
                           options.config + " describes " + nameOf(config) +
                               ": give --config the configuration of the network that the weights are of.");
    interop::writeTorchFile(interop::Dict{{"net", interop::toValue(interop::stateDictOf(*module))},
                                          {"step", std::int64_t{0}},
                                          {"config", config::toYaml(config)}},
                            options.out);
    std::int64_t parameters = 0;
    for (const auto& each : module->parameters())
        parameters += each.numel();
    std::cout << nameOf(config) << ", " << grouped(parameters) << " parameters: " << options.source << " -> "
              << options.out << '\n';
    return Done;
}

struct Exported {
    interop::StateDict state;
    config::RunConfig config;
    std::int64_t step = 0;
};

// Of a detector all, its backbone under "backbone."
Exported weightsOf(const ExportOptions& options) {
    auto loaded = training::loadNetwork(options.source, options.latest);
    if (!config::isDetection(loaded.config))
        return {interop::stateDict(loaded.network), loaded.config, loaded.step};
    const auto detector = training::loadDetector(options.source, options.latest);
    return {interop::stateDictOf(*detector.detector), detector.config, detector.step};
}

int exportWeights(const ExportOptions& options) {
    const auto extension = std::filesystem::path(options.out).extension().string();
    if (extension != ".pt" && extension != ".pth" && extension != ".safetensors")
        throw std::invalid_argument("cannot export to '" + options.out +
                                    "': the name must end in .pt, .pth (PyTorch) or .safetensors");
    const auto [state, config, step] = weightsOf(options);
    if (extension == ".safetensors")
        interop::writeSafetensors(state, options.out, {{"format", "pt"}, {"network", nameOf(config)}});
    else
        interop::writeTorchFile(interop::toValue(state), options.out);
    std::cout << nameOf(config) << " after " << grouped(step) << " steps, " << state.size()
              << " tensors: " << options.source << " -> " << options.out << '\n';
    return Done;
}

}  // namespace

void addImport(Verb app) {
    auto options = std::make_shared<ImportOptions>();
    Verb verb = app.verb("import", "Take over weights: the published code's checkpoints, PyTorch, safetensors");
    verb.option("FILE", options->source, "Checkpoint or state dict (.pt, .pth of either format) or .safetensors")
        .required();
    verb.option("--config", options->config, "YAML of this project or of the published code, or a preset").required();
    verb.option("OUT", options->out, "Checkpoint to write (.pt); eval, inspect and export take it").required();
    verb.runs([options] { return importWeights(*options); });
}

void addExport(Verb app) {
    auto options = std::make_shared<ExportOptions>();
    Verb verb = app.verb("export", "Weights as a PyTorch state dict or safetensors");
    verb.option("SOURCE", options->source, "Run folder (its best checkpoint) or checkpoint file").required();
    verb.option("OUT", options->out, "File to write: .pt, .pth or .safetensors").required();
    verb.flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb.runs([options] { return exportWeights(*options); });
}

}  // namespace isonet::cli
