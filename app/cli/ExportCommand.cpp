// isonet export: weights as a PyTorch state dict or safetensors, a network as an ONNX file or a PyTorch module.
#include <filesystem>
#include <iostream>
#include <memory>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Sources.h"
#include "app/cli/Table.h"
#include "model/base/ShownText.h"
#include "model/detection/Detector.h"
#include "model/interop/OnnxFile.h"
#include "model/interop/PlainKernels.h"
#include "model/interop/PythonModule.h"
#include "model/interop/Safetensors.h"
#include "model/interop/StateDict.h"
#include "training/data/images/PixelNormalization.h"
#include "training/engine/checkpoint/LoadedNetwork.h"
#include "training/engine/tasks/DetectionWeights.h"
#include "training/telemetry/RunReading.h"

namespace isonet::cli {

namespace {

struct ExportOptions {
    std::string source, out;
    bool latest = false;
};

struct Exported {
    std::string network;  // its title
    std::int64_t step = 0;
    std::string contents;  // "62 tensors"
};

std::string tensors(const interop::StateDict& state) {
    return std::to_string(state.size()) + " tensors";
}

// For a detector all weights; the backbone's names start with "backbone."
Exported exportWeights(const ExportOptions& options, training::LoadedNetwork& loaded, bool safetensors) {
    interop::StateDict state;
    config::RunConfig config = loaded.config;
    std::int64_t step = loaded.step;
    if (config::isDetection(config)) {
        auto detector = training::loadDetector(options.source, options.latest);
        state = interop::plainState(interop::stateDictOf(*detector.detector), detector.detector->backbone()->plan(),
                                    "backbone.");
        config = detector.config;
        step = detector.step;
    } else {
        state = interop::plainState(interop::stateDict(loaded.network), loaded.network->plan());
    }
    if (safetensors)
        interop::writeSafetensors(state, options.out, {{"format", "pt"}, {"network", networkTitle(config)}});
    else
        interop::writeTorchFile(interop::toValue(state), options.out);
    return {networkTitle(config), step, tensors(state)};
}

Exported exportNetwork(const ExportOptions& options, training::LoadedNetwork& loaded, bool onnx) {
    if (config::isDetection(loaded.config))
        throw std::invalid_argument("cannot export to '" + options.out + "': " + options.source +
                                    " is a detector, of which only the weights can be exported; accepted extensions: "
                                    ".pt, .pth and .safetensors");
    const auto normalization = training::pixelNormalization(loaded.config.data, loaded.config.model.channels);
    const interop::ExportNotes notes{ISONET_VERSION, normalization.mean, normalization.deviation, loaded.classNames};
    const interop::Graph graph = interop::graphOf(loaded.network->spec());
    Exported result{networkTitle(loaded.config), loaded.step, {}};
    if (onnx) {
        const interop::StateDict state =
            interop::plainState(interop::stateDict(loaded.network), loaded.network->plan());
        interop::writeOnnx(graph, state, notes, options.out);
        result.contents = tensors(state);
    } else {
        interop::writePythonModule(graph, notes, options.out);
        result.contents = "without weights (export these to .pt or .safetensors)";
    }
    return result;
}

int exportRun(const ExportOptions& options) {
    const auto extension = std::filesystem::path(options.out).extension().string();
    const bool safetensors = extension == ".safetensors", onnx = extension == ".onnx";
    const bool weights = safetensors || extension == ".pt" || extension == ".pth";
    if (!weights && !onnx && extension != ".py")
        throw std::invalid_argument("cannot export to '" + options.out +
                                    "': accepted extensions: .pt and .pth (PyTorch), .safetensors, .onnx, .py");
    telemetry::refuseFilesOfRuns(options.out);
    auto loaded = training::loadNetwork(options.source, options.latest);
    const Exported done = weights ? exportWeights(options, loaded, safetensors) : exportNetwork(options, loaded, onnx);
    std::cout << done.network << " after " << grouped(done.step) << (done.step == 1 ? " step, " : " steps, ")
              << done.contents << ": " << base::shownName(options.source) << " -> " << base::shownName(options.out)
              << '\n';
    return Done;
}

}  // namespace

void addExport(Verb app) {
    auto options = std::make_shared<ExportOptions>();
    Verb verb = app.verb("export", "Export weights, or the network as an ONNX file or a PyTorch module");
    addCheckpointSource(verb, "SOURCE", options->source, options->latest);
    verb.option("OUT", options->out, "File to write: .pt, .pth, .safetensors, .onnx or .py").required();
    verb.footer(std::string("\nFormats:\n") +
                "  .pt, .pth        weights: a state dict for torch.load(weights_only=True)\n"
                "  .safetensors     the same weights\n"
                "  .onnx            network and weights in evaluation mode: opset 17, any batch size, input \"images\" "
                "(N, C, H, W),\n"
                "                   output \"logits\"; the file says how to normalize images\n"
                "  .py              the network as a self-contained PyTorch module; its load(FILE) reads the weights "
                "from .pt or\n"
                "                   .safetensors\n\n"
                "Kernels of parameterized layers are written as applied: bcop and aol as large as the layer's, soc "
                "larger.\n"
                "Networks with cayley or lot are refused: their kernels fill the grid.\n\n" +
                app.footer());
    verb.runs([options] { return exportRun(*options); });
}

}  // namespace isonet::cli
