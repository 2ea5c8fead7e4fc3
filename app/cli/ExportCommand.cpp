// isonet export: weights as a PyTorch state dict or safetensors.
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
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/DetectionWeights.h"

namespace isonet::cli {

namespace {

struct ExportOptions {
    std::string source, out;
    bool latest = false;
};

struct Exported {
    interop::StateDict state;
    config::RunConfig config;
    std::int64_t step = 0;
};

// For a detector all weights; the backbone's names start with "backbone."
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
                                    "': accepted extensions: .pt and .pth (PyTorch) and .safetensors");
    const auto [state, config, step] = weightsOf(options);
    if (extension == ".safetensors")
        interop::writeSafetensors(state, options.out, {{"format", "pt"}, {"network", networkTitle(config)}});
    else
        interop::writeTorchFile(interop::toValue(state), options.out);
    std::cout << networkTitle(config) << " after " << grouped(step) << " steps, " << state.size()
              << " tensors: " << options.source << " -> " << options.out << '\n';
    return Done;
}

}  // namespace

void addExport(Verb app) {
    auto options = std::make_shared<ExportOptions>();
    Verb verb = app.verb("export", "Export weights as a PyTorch state dict or safetensors");
    addCheckpointSource(verb, "SOURCE", options->source, options->latest);
    verb.option("OUT", options->out, "File to write: .pt, .pth or .safetensors").required();
    verb.runs([options] { return exportWeights(*options); });
}

}  // namespace isonet::cli
