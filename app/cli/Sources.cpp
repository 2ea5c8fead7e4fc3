#include "app/cli/Sources.h"

#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "model/base/Suggestion.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

namespace isonet::cli {

namespace {
bool looksLikeFile(const std::string& source) {
    const std::filesystem::path path(source);
    return std::filesystem::exists(path) || path.has_parent_path() || path.extension() == ".yaml" ||
           path.extension() == ".yml";
}

config::RunConfig presetConfig(const std::string& source) {
    if (const auto* preset = sweeps::findPreset(source))
        return preset->config;
    std::vector<std::string_view> known;
    for (const auto& preset : sweeps::presets())
        known.push_back(preset.name);
    throw config::ConfigError({{"CONFIG", "'" + source + "' is neither a file nor a preset" +
                                              base::didYouMean(source, known) + " (isonet presets lists them)"}});
}
}  // namespace

void addCheckpointSource(Verb verb, const std::string& name, std::string& source, bool& latest) {
    verb.option(name, source, "Run folder (uses its best checkpoint) or checkpoint file").required();
    addLatest(verb, latest);
}

void addLatest(Verb verb, bool& latest) {
    verb.flag("--latest", latest, "Use the run's latest checkpoint instead of its best");
}

config::RunConfig readConfig(const std::string& source) {
    return looksLikeFile(source) ? config::loadRunConfig(source) : presetConfig(source);
}

config::RunConfig resolveConfig(const std::string& source, const std::vector<std::string>& assignments,
                                const std::string& device) {
    auto config = readConfig(source);
    for (const auto& assignment : assignments)
        config::applyOverride(config, assignment);
    if (!device.empty())
        config.run.device = device;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
    for (const auto& unused : config::unusedSettings(config))
        std::cerr << "isonet: warning: " << unused.field << ": " << unused.message << '\n';
    return config;
}

void chooseData(config::RunConfig& config, const std::string& data) {
    if (data.empty())
        return;
    if (config::findDataset(data) != nullptr) {
        config.data.dataset = data;
        config.data.root.clear();
    } else {
        config.data.root = data;
    }
}

void requireClassifier(const config::RunConfig& config, const std::string& source) {
    if (config::isDetection(config))
        throw std::invalid_argument(source +
                                    " is a detector, which does not classify images; accepted for detectors: isonet "
                                    "detect predict " +
                                    source + " IMAGE... --out DIR, and isonet inspect " + source + " (its backbone)");
}

std::string networkTitle(const config::RunConfig& config) {
    return spec::networkName(config.model) + (config::isDetection(config) ? " detector" : "");
}

}  // namespace isonet::cli
