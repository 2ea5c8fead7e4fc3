// isonet presets: the predefined experiments.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/cli/Commands.h"
#include "app/cli/ExitCode.h"
#include "app/cli/Table.h"
#include "model/base/JsonText.h"
#include "model/spec/Architecture.h"
#include "training/config/RunConfigYaml.h"
#include "training/sweeps/Presets.h"

namespace isonet::cli {

namespace {

int listPresets(bool json) {
    if (json) {
        auto rows = nlohmann::ordered_json::array();
        for (const auto& preset : sweeps::presets())
            rows.push_back({{"name", preset.name},
                            {"title", preset.title},
                            {"description", preset.description},
                            {"table", preset.table},
                            {"row", preset.row},
                            {"paper_top1", preset.paperTop1 > 0 ? nlohmann::ordered_json(preset.paperTop1) : nullptr}});
        std::cout << base::jsonText(rows) << '\n';
        return Done;
    }
    Table table({"preset", "table", "row", "paper top-1", "description"});
    for (const auto& preset : sweeps::presets())
        table.add({preset.name, preset.table, preset.row, preset.paperTop1 > 0 ? fixed(preset.paperTop1, 2) : "",
                   preset.description});
    table.print(std::cout);
    return Done;
}

int showPreset(const std::string& name, bool expanded) {
    const auto* preset = sweeps::findPreset(name);
    if (preset == nullptr)
        throw std::invalid_argument("unknown preset '" + name + "'; isonet presets lists the presets");
    config::RunConfig config = preset->config;
    if (expanded)
        config.model = spec::expanded(config.model);
    std::cout << config::toYaml(config);
    return Done;
}

}  // namespace

void addPresets(Verb app) {
    Verb verb = app.verb("presets", "List the predefined experiments; `presets show NAME` prints one as YAML");
    auto json = std::make_shared<bool>(false);
    verb.flag("--json", *json, "Print JSON to stdout");
    verb.requireVerbs(0, 1);
    auto name = std::make_shared<std::string>();
    Verb show = verb.verb("show", "Print a preset as a complete YAML configuration");
    show.option("NAME", *name, "Name of the preset").required();
    auto expanded = std::make_shared<bool>(false);
    show.flag("--expanded", *expanded,
              "Write out the stem and the stages instead of family and depth, to change them; trains the same network");
    verb.runs([=] { return show.given() ? showPreset(*name, *expanded) : listPresets(*json); });
}

}  // namespace isonet::cli
