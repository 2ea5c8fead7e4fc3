#include "training/engine/checkpoint/LoadedNetwork.h"

#include <array>
#include <system_error>

#include "model/interop/StateDict.h"
#include "model/layers/RandomNumbers.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/sweeps/Presets.h"
#include "training/telemetry/RunReading.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

// The names in the checkpoint, those of a known dataset, or numbers.
void nameClasses(LoadedNetwork& loaded, std::vector<std::string> own) {
    const auto count = static_cast<std::size_t>(loaded.config.model.classes);
    loaded.classNames = std::move(own);
    if (const auto* info = config::findDataset(loaded.config.data.dataset); info && loaded.classNames.size() != count)
        loaded.classNames = info->classNames;
    if (loaded.classNames.size() == count)
        return;
    loaded.classNames.clear();
    for (std::size_t i = 0; i < count; ++i)
        loaded.classNames.push_back("class " + std::to_string(i));
}

LoadedNetwork initialized(const config::RunConfig& config) {
    LoadedNetwork loaded;
    loaded.config = config;
    const model::OwnRandomNumbers random(config.run.seed);
    loaded.network = model::Network(config::networkSpec(config));
    nameClasses(loaded, {});
    return loaded;
}

// The weights of the network; of a detector those of the backbone.
interop::StateDict networkState(const interop::Value& value, const config::RunConfig& config, const fs::path& file) {
    interop::StateDict state = interop::stateDictOf(value, file.string());
    if (!config::isDetection(config))
        return state;
    constexpr std::string_view prefix = "backbone.";
    std::erase_if(state, [&](const auto& entry) { return !entry.first.starts_with(prefix); });
    for (auto& [name, tensor] : state)
        name.erase(0, prefix.size());
    return state;
}

LoadedNetwork fromCheckpoint(const fs::path& file) {
    interop::Value value;
    try {
        value = interop::readTorchFile(file);
    } catch (const std::system_error& error) {
        throw telemetry::StorageError(file.string() + " cannot be read: " + error.code().message());
    }
    const auto* text = value.find("config") ? std::get_if<std::string>(&value.find("config")->data) : nullptr;
    if (!text)
        throw interop::FormatError(
            file.string() +
            " has weights but no configuration. Convert a checkpoint of the published code with: "
            "isonet import " +
            file.filename().string() + " --config REFERENCE.yaml OUT.pt");
    LoadedNetwork loaded;
    loaded.config = config::parseRunConfig(*text, file.string());
    {
        const model::OwnRandomNumbers random(0);  // overwritten by the weights
        loaded.network = model::Network(config::networkSpec(loaded.config));
    }
    interop::loadStateDict(loaded.network, networkState(value, loaded.config, file), file.string());
    if (const auto* step = value.find("step") ? std::get_if<std::int64_t>(&value.find("step")->data) : nullptr)
        loaded.step = *step;
    nameClasses(loaded, classNamesOf(value));
    return loaded;
}

LoadedNetwork fromRun(const fs::path& run, bool preferLatest) {
    const fs::path best = run / "checkpoints" / "best.pt", latest = run / "checkpoints" / "latest.pt";
    for (const fs::path& file : preferLatest ? std::array{latest, best} : std::array{best, latest})
        if (fs::exists(file))
            return fromCheckpoint(file);
    throw telemetry::StorageError(run.string() +
                                  " has no checkpoint (checkpoints/best.pt or latest.pt). Train it first, or use "
                                  "another run.");
}

}  // namespace

LoadedNetwork loadNetwork(const std::string& source, bool preferLatest) {
    std::error_code error;
    const fs::path path = source;
    if (fs::is_directory(path, error)) {
        if (!telemetry::isRun(path))
            throw telemetry::StorageError(source + " is a folder, but not a run (no config.yaml).");
        return fromRun(path, preferLatest);
    }
    if (fs::exists(path, error)) {
        const std::string extension = path.extension().string();
        if (extension == ".yaml" || extension == ".yml") {
            try {
                return initialized(config::loadRunConfig(path));
            } catch (const std::system_error& failure) {
                throw telemetry::StorageError(source + " cannot be read: " + failure.code().message());
            }
        }
        return fromCheckpoint(path);
    }
    if (const sweeps::Preset* preset = sweeps::findPreset(source))
        return initialized(preset->config);
    if (source.find('/') != std::string::npos || path.has_extension())
        throw telemetry::StorageError(source + " does not exist.");
    std::string accepted =
        "'" + source + "' is neither a run directory, a checkpoint, a YAML file nor a preset; presets:";
    for (const auto& preset : sweeps::presets())
        accepted += " " + preset.name;
    throw config::ConfigError(std::vector<spec::Problem>{{"network", accepted + "."}});
}

}  // namespace isonet::training
