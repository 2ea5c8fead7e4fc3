#include "training/config/PaperPresets.h"

#include "training/config/Experiment.h"

namespace isonet::config {
namespace {

std::string result(const ExperimentRow& row) {
    if (row.paperFailed)
        return "not converging or below 40 % (N/A)";
    const std::string text = std::to_string(row.paperTop1);
    return text.substr(0, text.find('.') + 3) + " % top-1";
}

Preset presetOf(const Experiment& table, const ExperimentRow& row) {
    Preset preset;
    preset.name = table.name + "-" + row.id;
    preset.title = "Table " + table.name.substr(5) + " (" + row.label + "): " + row.method + ", " +
                   std::to_string(row.config.model.depth) + " layers";
    preset.description = "On ImageNet, " + result(row) + " in the paper.";
    preset.table = table.name;
    preset.row = row.label;
    preset.paperTop1 = row.paperTop1;
    preset.paperFailed = row.paperFailed;
    preset.networkOnly = row.config.data.root.empty();
    preset.config = row.config;
    preset.config.run.name = preset.name;
    return preset;
}

}  // namespace

std::vector<Preset> paperPresets() {
    std::vector<Preset> all;
    for (const auto& table : paperTables())
        for (const auto& row : table.rows)
            all.push_back(presetOf(table, row));
    return all;
}

}  // namespace isonet::config
