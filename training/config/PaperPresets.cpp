#include "training/config/PaperPresets.h"

#include <cstdio>

#include "training/config/Experiment.h"
#include "training/config/Figures.h"

namespace isonet::config {
namespace {

std::string percent(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

// "70.45 % top-1", "36.2 box AP and 33.0 mask AP".
std::string result(const ExperimentRow& row) {
    if (row.paperFailed)
        return "not converging or below 40 % (N/A)";
    const auto figures = figuresOf(row.config);
    std::string text;
    for (std::size_t i = 0; i < row.paper.size(); ++i)
        text += (i > 0 ? " and " : "") + percent(row.paper[i], figures[i].digits) +
                (isDetection(row.config) ? " " : " % ") + std::string(figures[i].name);
    return text;
}

Preset presetOf(const Experiment& table, const ExperimentRow& row) {
    const bool detection = isDetection(row.config);
    Preset preset;
    preset.name = table.name + "-" + row.id;
    preset.title = "Table " + table.name.substr(5) + (row.label.empty() ? "" : " (" + row.label + ")") + ": " +
                   row.method + ", " + std::to_string(row.config.model.depth) + " layers";
    preset.description =
        detection ? "Detection on COCO, " + result(row) + " in the paper, from ImageNet weights (detection.weights)."
                  : "On ImageNet, " + result(row) + " in the paper.";
    preset.table = table.name;
    preset.row = row.label.empty() ? row.id : row.label;
    preset.paperTop1 = detection || row.paper.empty() ? 0 : row.paper.front();
    preset.paperResult = result(row);
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
