#include "training/engine/tasks/DetectionWeights.h"

#include <filesystem>
#include <system_error>

#include "model/base/DataError.h"
#include "model/interop/StateDict.h"
#include "model/layers/RandomNumbers.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/tasks/InitialWeights.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

template <typename Read>
auto reading(const fs::path& file, Read read) {
    try {
        return read(file);
    } catch (const std::system_error& error) {
        throw DataError(file.string() + " cannot be read: " + error.code().message());
    }
}

}  // namespace

WeightsOrigin loadBackbone(model::Network& backbone, const std::string& source) {
    const NetworkWeights weights = readNetworkWeights(
        source,
        "Set detection.weights to a classification run, one of its checkpoints, or weights converted with isonet "
        "import.");
    loadWeights(backbone, weights, /*keepHead=*/true,
                "The backbone of this run is " + spec::networkName(backbone->spec()) +
                    ": set detection.weights to a checkpoint of that network, or change the model keys to match the "
                    "checkpoint.");
    return weights.origin;
}

LoadedDetector loadDetector(const std::string& source, bool preferLatest) {
    const fs::path file = checkpointOf(source, preferLatest);
    const auto value = reading(file, interop::readTorchFile);
    const auto* text = value.find("config") ? std::get_if<std::string>(&value.find("config")->data) : nullptr;
    LoadedDetector loaded;
    if (text)
        loaded.config = config::parseRunConfig(*text, file.string());
    if (!text || !config::isDetection(loaded.config))
        throw DataError(file.string() + " is not a detector. Use a checkpoint of isonet detect train.");
    {
        const model::OwnRandomNumbers random(0);  // overwritten by the weights
        loaded.detector = model::Detector(loaded.config.model, loaded.config.detection.detector);
    }
    interop::loadStateDict(*loaded.detector, interop::stateDictOf(value, file.string()), file.string());
    loaded.detector->eval();
    if (const auto* step = value.find("step") ? std::get_if<std::int64_t>(&value.find("step")->data) : nullptr)
        loaded.step = *step;
    return loaded;
}

}  // namespace isonet::training
