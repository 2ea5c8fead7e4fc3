#include "widgets/form/FieldRules.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "training/config/DatasetInfo.h"
#include "training/sweeps/Presets.h"
#include "widgets/form/OptimizerFields.h"
#include "widgets/form/Shorthand.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

// Not used in detection: images keep their aspect ratio, and no class is predicted for a whole image.
constexpr std::array<std::string_view, 18> classificationOnly{
    "model.height",      "model.dropout",     "optimizer.label_smoothing",
    "data.mixup",        "data.exclude",      "data.label_key",
    "data.crop",         "data.crop_padding", "data.crop_area",
    "data.resize",       "run.cuda_graph",    "data.validation_fraction",
    "run.chance_epochs", "model.weights",     "model.new_head",
    "model.frozen",      "data.test_split",   "data.split_seed"};

}  // namespace

std::string fieldForProblem(const std::string& key, const RunConfig& config) {
    const auto* info = config::findDataset(config.data.dataset);
    if (key == "model.channels" || (key == "model.classes" && !(info && info->anyShape)))
        return "data.dataset";
    if (key == "model.width")
        return "model.height";
    for (const char* part : {"model.stages", "model.stem", "model.head"})  // edited on the Design page
        if (key.starts_with(part))
            return "model.stages";
    return key;
}

void resetDependents(const std::string& key, RunConfig& c) {
    if (key == "model.shortcut" && !hasShortcut(c)) {
        c.model.multiplier = spec::ResidualMultiplier::None;
        c.model.fixup = false;
    }
    if (key == "model.fixup" && c.model.fixup) {
        c.model.multiplier = spec::ResidualMultiplier::None;
        c.model.normalization = spec::Normalization::None;
        c.model.initialization = spec::Initialization::Kaiming;
    }
    if (key == "penalty.kind" && c.penalty.kind != spec::PenaltyKind::None && c.penalty.coefficient > 0 &&
        std::ranges::find(spec::penalties, c.penalty.coefficient, &spec::PenaltyInfo::published) !=
            std::end(spec::penalties))
        c.penalty.coefficient = spec::info(c.penalty.kind).published;
    if (key == "model.family") {
        const auto depths = spec::usualDepths(c.model.family);
        const auto other =
            spec::usualDepths(c.model.family == spec::Family::Small ? spec::Family::ImageNet : spec::Family::Small);
        // A standard depth of the other family becomes the nearest one of this family; a custom depth is kept.
        if (std::ranges::find(other, c.model.depth) != other.end() &&
            std::ranges::find(depths, c.model.depth) == depths.end())
            c.model.depth = *std::ranges::min_element(depths, {}, [&](int d) { return std::abs(d - c.model.depth); });
    }
}

bool appliesToTask(const std::string& key, const RunConfig& config) {
    if (key.starts_with("detection."))
        return config::isDetection(config);
    if (!OptimizerFields::uses(key, config))
        return false;
    return !config::isDetection(config) || std::ranges::find(classificationOnly, key) == classificationOnly.end();
}

void applyTask(RunConfig& config, bool detection) {
    if (config::isDetection(config) == detection)
        return;
    const auto* preset = detection ? sweeps::findPreset("table6-r-isonet-34") : &sweeps::defaultPreset();
    const RunConfig& usual = preset->config;
    config.data = usual.data;
    config.optimizer = usual.optimizer;
    config.schedule = usual.schedule;
    config.detection = usual.detection;
    config.run.epochs = usual.run.epochs;
    config.run.batchSize = usual.run.batchSize;
    config.run.chanceEpochs = usual.run.chanceEpochs;
    config.run.name.clear();
    config.run.cudaGraph = false;
    const auto& model = usual.model;
    if (config.model.stages.empty() && config.model.family != model.family) {
        config.model.family = model.family;
        config.model.depth = model.depth;
    }
    config.model.channels = model.channels;
    config.model.classes = model.classes;
    config.model.height = model.height;
    config.model.width = model.width;
    config.model.dropout = model.dropout;
}

}  // namespace isonet::widgets
