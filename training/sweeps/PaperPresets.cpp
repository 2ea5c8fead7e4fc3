#include "training/sweeps/PaperPresets.h"

#include "model/base/NumberText.h"
#include "model/spec/Architecture.h"
#include "training/sweeps/PaperTables.h"
#include "training/telemetry/HeadlineMetrics.h"

namespace isonet::sweeps {
namespace {

// "70.45 % top-1", "36.2 box AP and 33.0 mask AP".
std::string result(const SweepRow& row) {
    if (row.paperFailed)
        return "did not converge or below 40 % (N/A)";
    const auto metrics = telemetry::headlineMetricsOf(row.config);
    std::string text;
    for (std::size_t i = 0; i < row.paper.size(); ++i)
        text += (i > 0 ? " and " : "") + base::fixed(row.paper[i], metrics[i].digits) +
                (isDetection(row.config) ? " " : " % ") + std::string(metrics[i].name);
    return text;
}

Preset presetOf(const Sweep& table, const SweepRow& row) {
    const bool detection = isDetection(row.config);
    Preset preset;
    preset.name = table.name + "-" + row.id;
    preset.title = "Table " + table.name.substr(5) + (row.label.empty() ? "" : " (" + row.label + ")") + ": " +
                   row.method + ", " + std::to_string(spec::depthOf(row.config.model)) + " layers";
    preset.description = detection ? "Detection on COCO: " + result(row) +
                                         " in the paper, starting from ImageNet weights (detection.weights)."
                                   : "ImageNet: " + result(row) + " in the paper.";
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

}  // namespace isonet::sweeps
