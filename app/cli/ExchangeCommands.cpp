// isonet import, isonet export: weights from and to the published code, PyTorch and safetensors.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"
#include "training/config/RunConfigYaml.h"
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

// The checkpoint holds the configuration too, so that eval, inspect and the workbench need nothing else.
int importWeights(const ImportOptions& options) {
    const auto config = readConfig(options.config);
    model::Network network(config.model);
    interop::loadStateDict(network, interop::readWeights(options.source), options.source);
    interop::writeTorchFile(interop::Dict{{"net", interop::toValue(interop::stateDict(network))},
                                          {"step", std::int64_t{0}},
                                          {"config", config::toYaml(config)}},
                            options.out);
    std::cout << spec::networkName(config.model) << ", " << grouped(network->plan().parameters)
              << " parameters: " << options.source << " -> " << options.out << '\n';
    return Done;
}

int exportWeights(const ExportOptions& options) {
    const auto extension = std::filesystem::path(options.out).extension().string();
    if (extension != ".pt" && extension != ".pth" && extension != ".safetensors")
        throw std::invalid_argument("cannot export to '" + options.out +
                                    "': the name must end in .pt, .pth (PyTorch) or .safetensors");
    const auto loaded = training::loadNetwork(options.source, options.latest);
    const auto state = interop::stateDict(loaded.network);
    if (extension == ".safetensors")
        interop::writeSafetensors(state, options.out,
                                  {{"format", "pt"}, {"network", spec::networkName(loaded.config.model)}});
    else
        interop::writeTorchFile(interop::toValue(state), options.out);
    std::cout << spec::networkName(loaded.config.model) << " after " << grouped(loaded.step) << " steps, "
              << state.size() << " tensors: " << options.source << " -> " << options.out << '\n';
    return Done;
}

}  // namespace

void addImport(CLI::App& app, Action& action) {
    auto options = std::make_shared<ImportOptions>();
    auto* verb =
        app.add_subcommand("import", "Take over weights: the published code's checkpoints, PyTorch, safetensors");
    verb->add_option("FILE", options->source, "Checkpoint or state dict (.pt, .pth of either format) or .safetensors")
        ->required();
    verb->add_option("--config", options->config, "YAML of this project or of the published code, or a preset")
        ->required();
    verb->add_option("OUT", options->out, "Checkpoint to write (.pt); eval, inspect and export take it")->required();
    verb->callback([options, &action] { action = [options] { return importWeights(*options); }; });
}

void addExport(CLI::App& app, Action& action) {
    auto options = std::make_shared<ExportOptions>();
    auto* verb = app.add_subcommand("export", "Weights as a PyTorch state dict or safetensors");
    verb->add_option("SOURCE", options->source, "Run folder (its best checkpoint) or checkpoint file")->required();
    verb->add_option("OUT", options->out, "File to write: .pt, .pth or .safetensors")->required();
    verb->add_flag("--latest", options->latest, "The run's latest checkpoint instead of its best");
    verb->callback([options, &action] { action = [options] { return exportWeights(*options); }; });
}

}  // namespace isonet::cli
