// isonet import: turns weights of the published code, PyTorch or safetensors into a checkpoint.
#include <iostream>
#include <memory>
#include <stdexcept>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/PlainWeights.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/ShownText.h"
#include "model/detection/Detector.h"
#include "model/interop/ResNetSpec.h"
#include "model/interop/StateDict.h"
#include "training/config/RunConfigYaml.h"
#include "training/telemetry/RunReading.h"

namespace isonet::cli {

namespace {

struct ImportOptions {
    std::string source, config, weights, out;
};

// The configuration of --config, or that of a ResNet's weights, for evaluation on a folder of images.
config::RunConfig configOf(const ImportOptions& options, const interop::ImportedWeights& weights) {
    if (!options.config.empty())
        return readConfig(options.config);
    const auto spec = interop::resNetSpec(weights.tensors);
    if (!spec) {
        const std::string outside = interop::nameOutsideResNets(weights.tensors);
        throw std::invalid_argument(
            options.source +
            " is not a ResNet of torchvision, timm or Hugging Face, whose architecture follows from its weights" +
            (outside.empty() ? "" : ": these have no tensor '" + outside + "'") +
            "; name the network with --config (a YAML file or a preset). Without one, isonet inspect measures its "
            "layers");
    }
    config::RunConfig config;
    config.model = *spec;
    config.penalty.kind = spec::PenaltyKind::None;
    config.penalty.coefficient = 0;
    config.data.dataset = "folder";
    config.data.cropPadding = 0;
    return config;
}

// The checkpoint includes the configuration, so that eval, inspect and the workbench need nothing else.
int importWeights(const ImportOptions& options) {
    telemetry::refuseFilesOfRuns(options.out);
    auto weights = interop::importWeights(options.source, options.weights);
    const auto config = configOf(options, weights);
    warnOfUnusedSettings(config);
    std::shared_ptr<torch::nn::Module> module;
    if (config::isDetection(config))
        module = model::Detector(config.model, config.detection.detector).ptr();
    else
        module = model::Network(config.model).ptr();
    interop::fitNames(weights, *module);
    interop::loadStateDict(
        *module, weights.tensors, options.source,
        options.config.empty()
            ? "The names are those of " + networkTitle(config) + ". Name another network with --config."
            : options.config + " describes " + networkTitle(config) +
                  "; --config must be the configuration of the network that these weights belong to.");
    printNotes(options.source, weights.report);
    interop::writeTorchFile(interop::Dict{{"net", interop::toValue(interop::stateDictOf(*module))},
                                          {"step", std::int64_t{0}},
                                          {"config", config::toYaml(config)}},
                            options.out);
    std::int64_t parameters = 0;
    for (const auto& parameter : module->parameters())
        parameters += parameter.numel();
    std::cout << networkTitle(config) << ", " << grouped(parameters)
              << " parameters: " << base::shownName(options.source) << " -> " << base::shownName(options.out) << '\n';
    return Done;
}

}  // namespace

void addImport(Verb app) {
    auto options = std::make_shared<ImportOptions>();
    Verb verb = app.verb("import", "Import weights: checkpoints of the published code, PyTorch, safetensors");
    verb.option("FILE", options->source,
                "Checkpoint or state dict (.pt, .pth, .bin), .safetensors, an index of their parts "
                "(.index.json) or the folder of a model")
        .required();
    verb.option("--config", options->config,
                "YAML file of this project or of the published code, or a preset; not required for ResNets of "
                "torchvision, timm and Hugging Face");
    verb.option("--weights", options->weights, "Set of weights to take from a file with several: state_dict_ema");
    verb.option("OUT", options->out, "Checkpoint to write (.pt), for eval, inspect and export").required();
    verb.runs([options] { return importWeights(*options); });
}

}  // namespace isonet::cli
