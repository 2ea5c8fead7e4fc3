#include "training/engine/checkpoint/LoadedNetwork.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "model/base/ShownText.h"
#include "model/interop/StateDict.h"
#include "model/layers/RandomNumbers.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "training/engine/checkpoint/Checkpoint.h"
#include "training/engine/tasks/InitialWeights.h"
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
            base::shellWord(file.string()) + " --config REFERENCE.yaml OUT.pt");
    LoadedNetwork loaded;
    loaded.config = config::parseStoredConfig(*text, file.string());
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

// `other`: the run's other checkpoint, which an error of `file` names if there is one.
LoadedNetwork fromOneOf(const fs::path& file, const fs::path& other, bool preferLatest) {
    try {
        return fromCheckpoint(file);
    } catch (const interop::FormatError& error) {
        if (std::error_code ignored; !fs::exists(other, ignored))
            throw;
        throw interop::FormatError(std::string(error.what()) + ". The run also has " + other.filename().string() +
                                   (preferLatest ? ": use it without --latest" : ": use it with --latest"));
    }
}

LoadedNetwork fromRun(const fs::path& run, bool preferLatest) {
    const fs::path best = run / "checkpoints" / "best.pt", latest = run / "checkpoints" / "latest.pt";
    for (const fs::path& file : preferLatest ? std::array{latest, best} : std::array{best, latest})
        if (base::whyNotFound(file) != "is missing")
            return fromOneOf(file, preferLatest ? best : latest, preferLatest);
    throw telemetry::StorageError(run.string() +
                                  " has no checkpoint (checkpoints/best.pt or latest.pt). Train it first, or use "
                                  "another run.");
}

}  // namespace

void requireFiniteWeights(const LoadedNetwork& loaded, const std::string& source) {
    constexpr std::size_t most = 5;
    std::vector<std::string> found;
    for (const auto& [name, tensor] : interop::stateDict(loaded.network)) {
        const auto bad = tensor.is_floating_point() ? tensor.numel() - tensor.isfinite().sum().item<std::int64_t>() : 0;
        if (bad > 0)
            found.push_back(name + " (" + std::to_string(bad) + " of " + std::to_string(tensor.numel()) + ")");
    }
    if (found.empty())
        return;
    std::string list;
    for (std::size_t i = 0; i < std::min(found.size(), most); ++i)
        list += (i == 0 ? "" : ", ") + found[i];
    if (found.size() > most)
        list += " and " + std::to_string(found.size() - most) + " more";
    throw DataError(source + ": the weights are not finite (NaN or infinite): " + list +
                    ". Use a checkpoint written before the training diverged");
}

LoadedNetwork initialNetwork(const config::RunConfig& config) {
    LoadedNetwork loaded;
    loaded.config = config;
    const model::OwnRandomNumbers random(config.run.seed);
    loaded.network = model::Network(config::networkSpec(config));
    if (!config.fineTuning.weights.empty())
        loadInitialWeights(loaded.network, config.fineTuning);
    nameClasses(loaded, {});
    return loaded;
}

LoadedNetwork loadNetwork(const std::string& source, bool preferLatest) {
    std::error_code error;
    const fs::path path = source;
    if (fs::is_directory(path, error)) {
        if (const std::string why = base::whyNotFound(path); !why.empty())
            throw telemetry::StorageError(source + " " + why + ".");
        if (!telemetry::isRun(path))
            throw telemetry::StorageError(source + " is a folder, but not a run (no config.yaml).");
        return fromRun(path, preferLatest);
    }
    if (fs::exists(path, error)) {
        const std::string extension = path.extension().string();
        if (extension == ".yaml" || extension == ".yml") {
            try {
                return initialNetwork(config::loadRunConfig(path));
            } catch (const std::system_error& failure) {
                throw telemetry::StorageError(source + " cannot be read: " + failure.code().message());
            }
        }
        return fromCheckpoint(path);
    }
    if (const sweeps::Preset* preset = sweeps::findPreset(source))
        return initialNetwork(preset->config);
    const std::string why = base::whyNotFound(path, "does not exist");
    if (source.find('/') != std::string::npos || path.has_extension() || why != "does not exist")
        throw telemetry::StorageError(source + " " + why + ".");
    std::string accepted =
        "'" + source + "' is neither a run directory, a checkpoint, a YAML file nor a preset; presets:";
    for (const auto& preset : sweeps::presets())
        accepted += " " + preset.name;
    throw config::ConfigError(std::vector<spec::Problem>{{"network", accepted + "."}});
}

}  // namespace isonet::training
