#include "training/report/SettingsTables.h"

#include <algorithm>
#include <map>

#include "training/config/AutomaticSettings.h"
#include "training/config/Differences.h"
#include "training/config/RunConfigYaml.h"
#include "training/report/RunLabels.h"
#include "training/sweeps/Presets.h"

namespace isonet::report {
namespace {

// What a run says about itself and where its data is: never a difference in what is trained.
bool isPlace(const std::string& key) {
    return key == "run.name" || key == "data.root";
}

struct Nearest {
    const sweeps::Preset* preset = nullptr;
    std::vector<config::Difference> differences;
};

// Of the same dataset, if there is one.
Nearest nearestPreset(const config::RunConfig& config) {
    const auto sameData = [&](const auto& preset) { return preset.config.data.dataset == config.data.dataset; };
    const bool any = std::ranges::any_of(sweeps::presets(), sameData);
    Nearest nearest;
    for (const auto& preset : sweeps::presets()) {
        if (any && !sameData(preset))
            continue;
        auto differences = config::differences(config::resolvedAs(config, preset.config), config);
        std::erase_if(differences, [](const auto& each) { return isPlace(each.key); });
        if (!nearest.preset || differences.size() < nearest.differences.size())
            nearest = {&preset, std::move(differences)};
    }
    return nearest;
}

std::string orDash(const std::string& value) {
    return value.empty() ? "–" : value;
}

// "0.1 → 0.05 (step 120)".
std::string withChanges(const RecordedRun& run, const std::string& key, std::string value) {
    value = orDash(value);
    for (const auto& [step, difference] : config::changedKeys(*run.history))
        if (difference.key == key)
            value += " → " + orDash(difference.now) + " (step " + std::to_string(step) + ")";
    return value;
}

}  // namespace

Section settingsSection(const RecordedRun& run) {
    const auto nearest = nearestPreset(run.history->started);
    Section section{"Settings", false, {}};
    const std::string preset = "the preset " + nearest.preset->name + " (" + nearest.preset->title + ")";
    if (nearest.differences.empty()) {
        section.blocks.emplace_back(Paragraph{"The settings are those of " + preset + "."});
        return section;
    }
    Table table{"What differs from the preset", {"Setting", "Preset", "This run"}, {}};
    for (const auto& [key, before, now] : nearest.differences)
        table.rows.push_back({key, orDash(before), withChanges(run, key, now)});
    section.blocks.emplace_back(
        Paragraph{"Compared with " + preset + ", the one most similar to this run. All settings are at the end."});
    section.blocks.emplace_back(std::move(table));
    return section;
}

Section allSettings(const RecordedRun& run) {
    Table table{"", {"Setting", "Value"}, {}};
    for (const auto& [key, value] : config::flatten(run.history->started))
        table.rows.push_back({key, withChanges(run, key, value)});
    return {"All settings", true, {std::move(table)}};
}

std::vector<Block> changesOf(const RecordedRun& run) {
    if (!run.history)
        return {};
    Table table{"Changes during training", {"Step", "Setting", "Before", "From then on"}, {}};
    for (const auto& [step, difference] : config::changedKeys(*run.history))
        table.rows.push_back({std::to_string(step), difference.key, orDash(difference.before), orDash(difference.now)});
    if (table.rows.empty())
        return {};
    return {std::move(table)};
}

std::vector<double> changeSteps(const RecordedRun& run) {
    std::vector<double> steps;
    if (run.history)
        for (const auto& change : run.history->changes)
            steps.push_back(static_cast<double>(change.step));
    return steps;
}

Section differingSettings(const std::vector<RecordedRun>& runs) {
    Section section{"Settings that differ", false, {}};
    const auto keys = differingKeys(runs);
    if (keys.empty()) {
        section.blocks.emplace_back(Paragraph{"All settings that could be read are the same in all runs."});
        return section;
    }
    for (std::size_t begin = 0; begin < runs.size(); begin += runsInTable) {
        const std::size_t end = std::min(begin + runsInTable, runs.size());
        Table table{"", {"Setting"}, {}};
        if (runs.size() > runsInTable)
            table.title = "Runs " + std::to_string(begin + 1) + " to " + std::to_string(end);
        std::vector<std::map<std::string, std::string>> values;
        for (std::size_t i = begin; i < end; ++i) {
            table.header.push_back("Run " + std::to_string(i + 1));
            values.emplace_back();
            if (runs[i].history)
                for (const auto& [key, value] : config::flatten(runs[i].history->started))
                    values.back()[key] = withChanges(runs[i], key, value);
        }
        for (const auto& key : keys) {
            std::vector<std::string> row{key};
            for (const auto& each : values)
                row.push_back(each.contains(key) ? each.at(key) : "–");
            table.rows.push_back(std::move(row));
        }
        section.blocks.emplace_back(std::move(table));
    }
    return section;
}

}  // namespace isonet::report
