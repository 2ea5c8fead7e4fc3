// isonet import: weights of the published code, PyTorch or safetensors become a checkpoint.
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/detection/Detector.h"
#include "model/interop/StateDict.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::cli {

namespace {

struct ImportOptions {
    std::string source, config, out;
};

// The checkpoint includes the configuration, so that eval, inspect and the workbench need nothing else.
int importWeights(const ImportOptions& options) {
    const auto config = readConfig(options.config);
    std::shared_ptr<torch::nn::Module> module;
    if (config::isDetection(config))
        module = model::Detector(config.model, config.detection.detector).ptr();
    else
        module = model::Network(config.model).ptr();
    interop::loadStateDict(*module, interop::readWeights(options.source), options.source,
                           options.config + " describes " + networkTitle(config) +
                               "; --config must be the configuration of the network that these weights belong to.");
    interop::writeTorchFile(interop::Dict{{"net", interop::toValue(interop::stateDictOf(*module))},
                                          {"step", std::int64_t{0}},
                                          {"config", config::toYaml(config)}},
                            options.out);
    std::int64_t parameters = 0;
    for (const auto& parameter : module->parameters())
        parameters += parameter.numel();
    std::cout << networkTitle(config) << ", " << grouped(parameters) << " parameters: " << options.source << " -> "
              << options.out << '\n';
    return Done;
}

}  // namespace

void addImport(Verb app) {
    auto options = std::make_shared<ImportOptions>();
    Verb verb = app.verb("import", "Import weights: checkpoints of the published code, PyTorch, safetensors");
    verb.option("FILE", options->source, "Checkpoint or state dict (.pt, .pth) or .safetensors").required();
    verb.option("--config", options->config, "YAML file of this project or of the published code, or a preset")
        .required();
    verb.option("OUT", options->out, "Checkpoint to write (.pt), for eval, inspect and export").required();
    verb.runs([options] { return importWeights(*options); });
}

}  // namespace isonet::cli
