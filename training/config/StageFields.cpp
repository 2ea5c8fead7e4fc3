#include "training/config/StageFields.h"

#include <yaml-cpp/yaml.h>

#include <array>
#include <stdexcept>

#include "model/spec/Architecture.h"
#include "training/config/FieldFormats.h"
#include "training/config/FieldValues.h"
#include "training/config/RunConfigYaml.h"

namespace isonet::config {
namespace {

constexpr std::array<std::string_view, 3> convolutionLetters{"a", "b", "c"};
constexpr std::string_view noActivation = "none";

// StageSpec::downsampleAt as the convolution's letter.
Field downsampleAtField(const std::string& section, int& index) {
    Field field = namedField(section, "downsample_at", base::joined(convolutionLetters));
    field.choices.assign(convolutionLetters.begin(), convolutionLetters.end());
    field.mayBeEmpty = true;
    field.assign = [&index](std::span<const std::string> items) {
        const auto letter = items.size() == 1
                                ? std::find(convolutionLetters.begin(), convolutionLetters.end(), items.front())
                                : convolutionLetters.end();
        const bool empty = items.size() == 1 && items.front().empty();
        if (empty)
            index = -1;
        else if (letter != convolutionLetters.end())
            index = static_cast<int>(letter - convolutionLetters.begin());
        return empty || letter != convolutionLetters.end();
    };
    field.text = [&index] {
        return index >= 0 && index < int(convolutionLetters.size())
                   ? std::string(convolutionLetters[static_cast<std::size_t>(index)])
                   : std::string();
    };
    field.yaml = field.text;
    field.omitted = [&index] { return index < 0; };
    return field;
}

// StemSpec::activated and activation.
Field stemActivationField(const std::string& section, spec::StemSpec& stem) {
    Field field = makeField(section, "activation", stem.activation);
    field.accepted = std::string(noActivation) + ", " + field.accepted;
    field.choices.insert(field.choices.begin(), noActivation);
    field.assign = [&stem, named = field.assign](std::span<const std::string> items) {
        const bool none = items.size() == 1 && items.front() == noActivation;
        if (!none && !named(items))
            return false;
        if (none)
            stem.activation.reset();
        stem.activated = !none;
        return true;
    };
    field.text = [&stem, named = field.text] { return stem.activated ? named() : std::string(noActivation); };
    field.yaml = field.text;
    field.omitted = [&stem] { return stem.activated && !stem.activation; };
    return field;
}

Field kernelsField(const std::string& section, std::vector<spec::KernelSize>& kernel) {
    Field field = optionalField(section, "kernel", kernel);
    field.single = true;
    field.text = field.yaml = [&kernel, all = field.text] {
        return kernel.size() == 1 ? Format<spec::KernelSize>::text(kernel.front()) : all();
    };
    return field;
}

// A key of the model that is a map. `keys`: its fields, which must not be called while the map is not given.
template <typename Value, typename Keys>
Field mapField(const char* key, std::string accepted, Value& value, Keys keys) {
    Field field = namedField("model", key, std::move(accepted));
    field.maps = field.mayBeEmpty = true;
    field.parts = keys;
    field.omitted = [&value] { return value == Value{}; };
    field.text = [&value, keys] { return value == Value{} ? std::string() : mapText(keys()); };
    field.yaml = [&value, keys] { return value == Value{} ? std::string("~") : mapText(keys()); };
    return field;
}

// Throws std::invalid_argument if family and depth have no stages.
void checkDepth(const spec::ModelSpec& model) {
    for (const auto& problem : spec::validate(model))
        if (problem.field == "model.depth")
            throw std::invalid_argument(problem.message);
}

}  // namespace

std::vector<Field> fieldsOf(spec::StageSpec& s, const std::string& section) {
    const spec::StageSpec normal;
    return {
        within(makeField(section, "blocks", s.blocks), 1, spec::mostBlocks),
        within(makeField(section, "channels", s.channels), 1, spec::mostChannels),
        optionalField(section, "block", s.block, normal.block),
        kernelsField(section, s.kernel),
        within(optionalField(section, "stride", s.stride, normal.stride), 1, spec::mostStride),
        optionalField(section, "downsample", s.downsample, normal.downsample),
        downsampleAtField(section, s.downsampleAt),
        within(optionalField(section, "dilation", s.dilation, normal.dilation), 1, spec::mostDilation),
        within(optionalField(section, "groups", s.groups, normal.groups), 1, spec::mostChannels),
        within(optionalField(section, "group_width", s.groupWidth, normal.groupWidth), 0, spec::mostChannels),
        within(optionalField(section, "bottleneck_ratio", s.bottleneckRatio, normal.bottleneckRatio),
               1 / spec::mostFactor, spec::mostFactor),
        optionalField(section, "shortcut", s.shortcut),
        optionalField(section, "multiplier", s.multiplier),
        optionalField(section, "multiplier_start", s.multiplierStart),
        optionalField(section, "normalization", s.normalization),
        optionalField(section, "weight_standardization", s.weightStandardization),
        optionalField(section, "activation", s.activation),
        optionalField(section, "offset", s.offset),
        optionalField(section, "offset_trained", s.offsetTrained),
        optionalField(section, "initialization", s.initialization),
        optionalField(section, "parameterization", s.parameterization),
    };
}

std::vector<Field> fieldsOf(spec::StemSpec& s, const std::string& section) {
    const spec::StemSpec normal;
    return {
        makeField(section, "kernel", s.kernel),
        within(optionalField(section, "stride", s.stride, normal.stride), 1, spec::mostStride),
        optionalField(section, "downsample", s.downsample, normal.downsample),
        within(makeField(section, "channels", s.channels), 1, spec::mostChannels),
        stemActivationField(section, s),
        optionalField(section, "pool", s.pool, normal.pool),
        within(optionalField(section, "pool_kernel", s.poolKernel, normal.poolKernel), 1, spec::mostTaps),
        within(optionalField(section, "pool_stride", s.poolStride, normal.poolStride), 1, spec::mostStride),
        optionalField(section, "normalization", s.normalization),
        optionalField(section, "weight_standardization", s.weightStandardization),
        optionalField(section, "parameterization", s.parameterization),
    };
}

std::vector<Field> headFieldsOf(spec::ModelSpec& model) {
    const spec::HeadSpec normal;
    Field hidden = optionalField("model.head", "hidden", model.head.hidden);
    hidden.single = true;
    Field dropout = within(makeField("model.head", "dropout", model.dropout), belowOne);
    dropout.alias = true;
    dropout.omitted = [] { return true; };
    return {optionalField("model.head", "pool", model.head.pool, normal.pool), std::move(hidden),
            optionalField("model.head", "bias", model.head.bias, normal.bias), std::move(dropout)};
}

Field stemField(spec::ModelSpec& model) {
    const auto keys = [&model] { return model.stem ? fieldsOf(*model.stem, "model.stem") : std::vector<Field>(); };
    Field field = mapField("stem", "a map, such as {kernel: 5, channels: 32}", model.stem, keys);
    field.assign = [&model](std::span<const std::string> items) {
        spec::StemSpec stem;
        if (items.size() != 1 || (!items.front().empty() && !readMap(items.front(), fieldsOf(stem)).empty()))
            return false;
        model.stem = items.front().empty() ? std::nullopt : std::optional(stem);
        return true;
    };
    field.refusals = [](std::span<const std::string> items) {
        spec::StemSpec stem;
        return readMap(items.front(), fieldsOf(stem));
    };
    return field;
}

Field headField(spec::ModelSpec& model) {
    Field field = mapField("head", "a map, such as {pool: max, hidden: [256]}", model.head,
                           [&model] { return headFieldsOf(model); });
    field.assign = [&model](std::span<const std::string> items) {
        spec::ModelSpec read;
        read.dropout = model.dropout;
        if (items.size() != 1 || (!items.front().empty() && !readMap(items.front(), headFieldsOf(read)).empty()))
            return false;
        model.head = read.head;
        model.dropout = read.dropout;
        return true;
    };
    field.refusals = [](std::span<const std::string> items) {
        spec::ModelSpec read;
        return readMap(items.front(), headFieldsOf(read));
    };
    return field;
}

Field stagesField(spec::ModelSpec& model) {
    Field field = mapsField(
        "model", "stages", "a list of maps, such as [{blocks: 3, channels: 16}, {blocks: 3, channels: 32, stride: 2}]",
        model.stages, [](spec::StageSpec& stage) { return fieldsOf(stage); },
        [](const spec::StageSpec&) { return std::string(); });
    field.assign = [&model, assign = field.assign](std::span<const std::string> items) {
        if (!assign(items))
            return false;
        normalizeShorthand(model);
        return true;
    };
    field.refusals = [refusals = field.refusals](std::span<const std::string> items) {
        auto all = refusals(items);
        for (auto& refusal : all)
            if (refusal.entry >= 0)
                refusal.message = stageName(static_cast<std::size_t>(refusal.entry)) + ": " + refusal.message;
        return all;
    };
    field.omitted = [&model] { return model.stages.empty(); };
    field.lines = [&model] {
        std::vector<std::string> lines;
        for (const auto& stage : model.stages)
            lines.push_back(stageYaml(stage));
        return lines;
    };
    return field;
}

std::string stagePath(std::size_t index) {
    return "model.stages[" + std::to_string(index) + "]";
}

std::string stageName(std::size_t index) {
    return "s" + std::to_string(index + 1);
}

std::string stageYaml(const spec::StageSpec& stage) {
    spec::StageSpec copy = stage;
    return mapText(fieldsOf(copy));
}

spec::StageSpec stageFromYaml(std::string_view text) {
    spec::StageSpec stage;
    std::vector<spec::Problem> problems;
    for (const auto& refusal : readMap(std::string(text), fieldsOf(stage)))
        problems.push_back({refusal.key, refusal.message});
    if (!problems.empty())
        throw ConfigError(std::move(problems));
    return stage;
}

std::vector<spec::StageSpec> stagesFromYaml(std::string_view text) {
    YAML::Node node;
    try {
        node = YAML::Load(std::string(text));
    } catch (const YAML::Exception& error) {
        throw ConfigError({{"", "not valid YAML: " + error.msg}});
    }
    if (!node.IsSequence())
        return {stageFromYaml(text)};
    spec::ModelSpec read;
    std::vector<spec::Problem> problems;
    for (const auto& refusal : assignValue(node, stagesField(read)))
        problems.push_back({refusal.key, refusal.message});
    if (!problems.empty())
        throw ConfigError(std::move(problems));
    return read.stages;
}

void writeOutStem(spec::ModelSpec& model) {
    if (model.stem)
        return;
    if (model.widthMultiplier == 1) {
        model.stem = spec::described(model).stem;
        return;
    }
    checkDepth(model);
    model = spec::expanded(model);
    normalizeShorthand(model);
}

void writeOutStages(spec::ModelSpec& model) {
    if (!model.stages.empty())
        return;
    checkDepth(model);
    model = spec::expanded(model);
    normalizeShorthand(model);
}

void normalizeShorthand(spec::ModelSpec& model) {
    const spec::ModelSpec normal;
    if (model.stages.empty())
        return;
    if (model.family != normal.family && !model.stem) {
        spec::ModelSpec shorthand = model;
        shorthand.stages.clear();
        model.stem = spec::described(shorthand).stem;
    }
    model.family = normal.family;
    model.depth = normal.depth;
}

}  // namespace isonet::config
