#include "training/engine/tasks/DetectionWeights.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "model/base/DataError.h"
#include "model/interop/StateDict.h"
#include "model/layers/RandomNumbers.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view backbonePrefix = "backbone.", headPrefix = "head.";

fs::path checkpointOf(const std::string& source, bool preferLatest) {
    const fs::path path = source;
    std::error_code error;
    if (!fs::exists(path, error))
        throw DataError(source + " does not exist.");
    if (!fs::is_directory(path, error))
        return path;
    const fs::path best = path / "checkpoints" / "best.pt", latest = path / "checkpoints" / "latest.pt";
    for (const fs::path& file : preferLatest ? std::array{latest, best} : std::array{best, latest})
        if (fs::exists(file, error))
            return file;
    throw DataError(source + " has no checkpoint (checkpoints/best.pt or latest.pt). Train it first.");
}

template <typename Read>
auto reading(const fs::path& file, Read read) {
    try {
        return read(file);
    } catch (const std::system_error& error) {
        throw DataError(file.string() + " cannot be read: " + error.code().message());
    }
}

}  // namespace

void loadBackbone(model::Network& backbone, const std::string& source) {
    constexpr auto accepted =
        "\nSet detection.weights to a classification run, one of its checkpoints, or weights converted with isonet "
        "import.";
    fs::path file;
    interop::StateDict state;
    try {
        file = checkpointOf(source, false);
        state = reading(file, interop::readWeights);
    } catch (const interop::FormatError& error) {
        throw DataError(std::string(error.what()) + accepted);
    } catch (const DataError& error) {
        throw DataError(std::string(error.what()) + accepted);
    }
    const bool detector = std::any_of(state.begin(), state.end(),
                                      [](const auto& entry) { return entry.first.starts_with(backbonePrefix); });
    interop::StateDict selected;
    for (const auto& [name, tensor] : state) {
        if (detector && !name.starts_with(backbonePrefix))
            continue;
        const std::string own = detector ? name.substr(backbonePrefix.size()) : name;
        if (!own.starts_with(headPrefix))
            selected.emplace_back(own, tensor);
    }
    for (const auto& [name, tensor] : interop::stateDict(backbone))
        if (name.starts_with(headPrefix))
            selected.emplace_back(name, tensor);
    try {
        interop::loadStateDict(
            backbone, selected, file.string(),
            "The backbone of this run is " + spec::networkName(backbone->spec()) +
                ": set detection.weights to a checkpoint of that network, or change the model keys to match the "
                "checkpoint.");
    } catch (const interop::FormatError& error) {
        throw DataError(error.what());
    }
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
