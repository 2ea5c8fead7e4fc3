#include "app/cli/Sources.h"

#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "model/base/ShownText.h"
#include "model/base/Suggestion.h"
#include "training/config/DatasetInfo.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/ScheduleScale.h"
#include "training/config/UnusedSettings.h"
#include "training/config/Validation.h"
#include "training/sweeps/Presets.h"

namespace isonet::cli {

namespace {
bool looksLikeFile(const std::string& source) {
    const std::filesystem::path path(source);
    std::error_code error;
    return std::filesystem::exists(path, error) || error == std::errc::permission_denied || path.has_parent_path() ||
           path.extension() == ".yaml" || path.extension() == ".yml";
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
                                const std::string& device, std::string* scaled) {
    auto config = readConfig(source);
    const std::string note = config::applyOverrides(config, assignments);
    if (!device.empty())
        config.run.device = device;
    if (auto problems = config::validate(config); !problems.empty())
        throw config::ConfigError(std::move(problems));
    if (!note.empty())
        std::cerr << "isonet: note: " << note << '\n';
    if (scaled)
        *scaled = note;
    warnOfUnusedSettings(config);
    return config;
}

void warnOfUnusedSettings(const config::RunConfig& config, const std::string& where) {
    for (const auto& unused : config::unusedSettings(config))
        std::cerr << "isonet: warning: " << (where.empty() ? "" : where + ": ") << unused.field << ": "
                  << unused.message << '\n';
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
                                    base::shellWord(source) + " IMAGE... --out DIR, and isonet inspect " +
                                    base::shellWord(source) + " (its backbone)");
}

std::string networkTitle(const config::RunConfig& config) {
    return spec::networkName(config.model) + (config::isDetection(config) ? " detector" : "");
}

}  // namespace isonet::cli
