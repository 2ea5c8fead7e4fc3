// isonet presets, isonet datasets: what there is to train, and on what.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "training/config/Presets.h"
#include "training/config/RunConfigYaml.h"
#include "training/data/Dataset.h"

namespace isonet::cli {

namespace {

int listPresets(bool json) {
    if (json) {
        auto rows = nlohmann::ordered_json::array();
        for (const auto& preset : config::presets())
            rows.push_back({{"name", preset.name},
                            {"title", preset.title},
                            {"description", preset.description},
                            {"table", preset.table},
                            {"row", preset.row},
                            {"paper_top1", preset.paperTop1 > 0 ? nlohmann::ordered_json(preset.paperTop1) : nullptr}});
        std::cout << rows.dump(2) << '\n';
        return Done;
    }
    Table table({"preset", "table", "row", "paper top-1", "what it is"});
    for (const auto& preset : config::presets())
        table.add({preset.name, preset.table, preset.row, preset.paperTop1 > 0 ? fixed(preset.paperTop1, 2) : "",
                   preset.description});
    table.print(std::cout);
    return Done;
}

int showPreset(const std::string& name) {
    const auto* preset = config::findPreset(name);
    if (preset == nullptr)
        throw std::invalid_argument("no preset is called '" + name + "'; see: isonet presets");
    std::cout << config::toYaml(preset->config);
    return Done;
}

int listDatasets(bool json, const std::string& place) {
    const auto all = place.empty() ? training::datasetStatus() : training::datasetsIn(place);
    if (all.empty()) {
        config::DataConfig folder, objects;
        folder.dataset = "folder";
        objects.dataset = "coco";
        folder.root = objects.root = place;
        throw training::DataError(
            "No data set is found at " + place + ": neither Fashion-MNIST's nor CIFAR's files, and " +
            training::datasetStatus(folder).message + "\nFor a detector: " + training::datasetStatus(objects).message);
    }
    if (json) {
        auto rows = nlohmann::ordered_json::array();
        for (const auto& status : all)
            rows.push_back({{"name", status.facts.name},
                            {"title", status.facts.title},
                            {"found", status.found},
                            {"where", status.where},
                            {"message", status.message},
                            {"train_images", status.trainImages},
                            {"validation_images", status.validationImages},
                            {"classes", status.found ? status.classes : status.facts.classes}});
        std::cout << rows.dump(2) << '\n';
        return Done;
    }
    Table table({"data set", "found", "where", "what"});
    for (const auto& status : all)
        table.add({status.facts.name, status.found ? "yes" : "no", status.where, status.found ? status.message : ""});
    table.print(std::cout);
    for (const auto& status : all)
        if (!status.found)
            std::cout << '\n' << status.facts.name << ": " << status.message << '\n';
    return Done;
}

}  // namespace

void addPresets(Verb app) {
    Verb verb = app.verb("presets", "Ready experiments; `presets show NAME` prints one as YAML");
    auto json = std::make_shared<bool>(false);
    verb.flag("--json", *json, "Answer with JSON on stdout");
    verb.wantVerbs(0, 1);
    auto name = std::make_shared<std::string>();
    Verb show = verb.verb("show", "Print a preset as a complete YAML configuration");
    show.option("NAME", *name, "Name of the preset").required();
    verb.runs([=] { return show.given() ? showPreset(*name) : listPresets(*json); });
}

void addDatasets(Verb app) {
    Verb verb = app.verb("datasets", "Data sets: what was found where, or how to get it");
    auto json = std::make_shared<bool>(false);
    verb.flag("--json", *json, "Answer with JSON on stdout");
    auto place = std::make_shared<std::string>();
    verb.option("PATH", *place, "Which data sets this folder or archive holds, instead of the usual places");
    verb.runs([=] { return listDatasets(*json, *place); });
}

}  // namespace isonet::cli
