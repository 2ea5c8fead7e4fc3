#include "model/spec/LayerSettings.h"

#include <charconv>

namespace isonet::spec {

bool LayerSettings::operator==(const LayerSettings& other) const {
    if (activation != other.activation || initialization != other.initialization ||
        parameterization != other.parameterization)
        return false;
    return !info(activation).hasOffset || (offset == other.offset && offsetTrained == other.offsetTrained);
}

bool covers(std::string_view pattern, std::string_view layer) {
    if (pattern.ends_with('*'))
        return layer.starts_with(pattern.substr(0, pattern.size() - 1));
    if (pattern.empty() || !layer.starts_with(pattern))
        return false;
    const std::string_view rest = layer.substr(pattern.size());
    return rest.empty() || rest.front() == '.' || rest == "_relu";
}

LayerSettings networkSettings(const ModelSpec& spec) {
    return {spec.activation, spec.offset, spec.offsetTrained, spec.initialization, spec.parameterization};
}

LayerSettings stageSettings(const ModelSpec& spec, std::string_view layer) {
    LayerSettings settings = networkSettings(spec);
    if (layer.starts_with("stem")) {
        if (spec.stem) {
            settings.activation = spec.stem->activation.value_or(settings.activation);
            settings.parameterization = spec.stem->parameterization.value_or(settings.parameterization);
        }
    } else if (const int number = stageOf(layer); number > 0 && number <= static_cast<int>(spec.stages.size())) {
        const StageSpec& stage = spec.stages[static_cast<std::size_t>(number - 1)];
        settings.activation = stage.activation.value_or(settings.activation);
        settings.offset = stage.offset.value_or(settings.offset);
        settings.offsetTrained = stage.offsetTrained.value_or(settings.offsetTrained);
        settings.initialization = stage.initialization.value_or(settings.initialization);
        settings.parameterization = stage.parameterization.value_or(settings.parameterization);
    }
    return settings;
}

LayerSettings settingsOf(const ModelSpec& spec, std::string_view layer) {
    LayerSettings settings = stageSettings(spec, layer);
    for (const BlockOverride& each : spec.blocks) {
        if (!covers(each.layers, layer))
            continue;
        settings.activation = each.activation.value_or(settings.activation);
        settings.offset = each.offset.value_or(settings.offset);
        settings.offsetTrained = each.offsetTrained.value_or(settings.offsetTrained);
        settings.initialization = each.initialization.value_or(settings.initialization);
        settings.parameterization = each.parameterization.value_or(settings.parameterization);
    }
    return settings;
}

int stageOf(std::string_view layer) {
    int number = 0;
    if (layer.starts_with('s'))
        std::from_chars(layer.data() + 1, layer.data() + layer.size(), number);
    return number;
}

std::string_view blockOf(std::string_view layer) {
    if (layer.starts_with("stem"))
        return layer.substr(0, 4);
    const auto stage = layer.find('.');
    return stage == std::string_view::npos ? layer : layer.substr(0, layer.find('.', stage + 1));
}

}  // namespace isonet::spec
