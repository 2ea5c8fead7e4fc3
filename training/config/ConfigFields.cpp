#include "training/config/ConfigFields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <type_traits>

#include "model/base/Suggestion.h"
#include "training/config/BlockFields.h"

namespace isonet::config {
namespace {

constexpr std::array<std::string_view, 6> kTrue{"true", "True", "TRUE", "yes", "on", "On"};
constexpr std::array<std::string_view, 6> kFalse{"false", "False", "FALSE", "no", "off", "Off"};

template <typename T>
bool contains(const T& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

template <typename T>
bool parseNumber(std::string_view text, T& value) {
    if (text.starts_with('+'))
        text.remove_prefix(1);
    T parsed{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    if constexpr (std::floating_point<T>)
        if (!std::isfinite(parsed))
            return false;
    value = parsed;
    return true;
}

// How one type of value is read, written and described.
template <typename T>
struct Format;

template <typename T>
requires(std::integral<T> && !std::same_as<T, bool>) struct Format<T> {
    static std::string accepted() { return std::is_signed_v<T> ? "an integer" : "a non-negative integer"; }
    static bool parse(const std::string& text, T& value) { return parseNumber(text, value); }
    static std::string text(T value) { return std::to_string(value); }
    static std::string yaml(T value) { return text(value); }
};

template <>
struct Format<double> {
    static std::string accepted() { return "a number"; }
    static bool parse(const std::string& text, double& value) { return parseNumber(text, value); }
    static std::string text(double value) { return numberText(value); }
    static std::string yaml(double value) { return numberText(value); }
};

template <>
struct Format<bool> {
    static std::string accepted() { return "true or false"; }
    static bool parse(const std::string& text, bool& value) {
        const bool yes = contains(kTrue, text), no = contains(kFalse, text);
        if (yes || no)
            value = yes;
        return yes || no;
    }
    static std::string text(bool value) { return value ? "true" : "false"; }
    static std::string yaml(bool value) { return text(value); }
};

template <>
struct Format<std::string> {
    static std::string accepted() { return "text"; }
    static bool parse(const std::string& text, std::string& value) {
        value = text;
        return true;
    }
    static std::string text(const std::string& value) { return value; }
    static std::string yaml(const std::string& value) { return quoted(value); }
};

template <typename E>
requires std::is_enum_v<E>
struct Format<E> {
    static std::string accepted() { return base::joined(spec::names<E>()); }
    static bool parse(const std::string& text, E& value) {
        const auto parsed = spec::fromName<E>(text);
        value = parsed.value_or(value);
        return parsed.has_value();
    }
    static std::string text(E value) { return std::string(spec::name(value)); }
    static std::string yaml(E value) { return text(value); }
};

Field named(std::string section, std::string key, std::string accepted) {
    Field field;
    field.section = std::move(section);
    field.key = std::move(key);
    field.accepted = std::move(accepted);
    return field;
}

template <typename T>
Field makeField(std::string section, std::string key, T& value) {
    Field field = named(std::move(section), std::move(key), Format<T>::accepted());
    if constexpr (std::is_enum_v<T>)
        field.choices.assign(spec::names<T>().begin(), spec::names<T>().end());
    field.mayBeEmpty = std::same_as<T, std::string>;
    field.assign = [&value](std::span<const std::string> items) {
        return items.size() == 1 && Format<T>::parse(items.front(), value);
    };
    field.text = [&value] { return Format<T>::text(value); };
    field.yaml = [&value] { return Format<T>::yaml(value); };
    return field;
}

template <typename T>
Field makeField(std::string section, std::string key, std::vector<T>& values) {
    const std::string accepted = std::same_as<T, double> ? "a list of numbers, such as [0.5, 30]"
                                                         : "a list of names, such as [s1.b1.proj, s4.*]";
    Field field = named(std::move(section), std::move(key), accepted);
    field.list = field.mayBeEmpty = true;
    field.assign = [&values](std::span<const std::string> items) {
        std::vector<T> parsed(items.size());
        for (size_t i = 0; i < items.size(); ++i)
            if (!Format<T>::parse(items[i], parsed[i]))
                return false;
        values = std::move(parsed);
        return true;
    };
    field.text = field.yaml = [&values] {
        std::string text;
        for (const auto& value : values)
            text += (text.empty() ? "" : ", ") + Format<T>::yaml(value);
        return "[" + text + "]";
    };
    return field;
}

}  // namespace

std::string quoted(const std::string& text) {
    constexpr std::string_view plainStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/";
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/0123456789.+-*";
    constexpr std::array<std::string_view, 3> nulls{"null", "Null", "NULL"};
    const bool isPlain = !text.empty() && plainStart.find(text.front()) != std::string_view::npos &&
                         text.find_first_not_of(plain) == std::string::npos && !contains(kTrue, text) &&
                         !contains(kFalse, text) && !contains(nulls, text);
    if (isPlain)
        return text;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            result += {'\\', c};
        else if (byte < 0x20 || byte == 0x7f)
            result += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        else
            result += c;
    }
    return result + "\"";
}

std::vector<Field> fieldsOf(RunConfig& c) {
    spec::DetectorSpec& detector = c.detection.detector;
    return {
        makeField("model", "family", c.model.family),
        makeField("model", "depth", c.model.depth),
        makeField("model", "channels", c.model.channels),
        makeField("model", "height", c.model.height),
        makeField("model", "width", c.model.width),
        makeField("model", "classes", c.model.classes),
        makeField("model", "shortcut", c.model.shortcut),
        makeField("model", "multiplier", c.model.multiplier),
        makeField("model", "multiplier_start", c.model.multiplierStart),
        makeField("model", "fixup", c.model.fixup),
        makeField("model", "normalization", c.model.normalization),
        makeField("model", "activation", c.model.activation),
        makeField("model", "offset", c.model.offset),
        makeField("model", "offset_trained", c.model.offsetTrained),
        makeField("model", "offset_sharing", c.model.offsetSharing),
        makeField("model", "initialization", c.model.initialization),
        makeField("model", "dropout", c.model.dropout),
        blocksField(c.model.blocks),
        makeField("penalty", "kind", c.penalty.kind),
        makeField("penalty", "coefficient", c.penalty.coefficient),
        makeField("penalty", "stride", c.penalty.stride),
        makeField("penalty", "exclude", c.penalty.exclude),
        makeField("data", "dataset", c.data.dataset),
        makeField("data", "root", c.data.root),
        makeField("data", "crop", c.data.crop),
        makeField("data", "crop_padding", c.data.cropPadding),
        makeField("data", "crop_area", c.data.cropArea),
        makeField("data", "resize", c.data.resize),
        makeField("data", "flip", c.data.flip),
        makeField("data", "mean", c.data.mean),
        makeField("data", "deviation", c.data.deviation),
        makeField("data", "validation_fraction", c.data.validationFraction),
        makeField("data", "mixup", c.data.mixup),
        makeField("data", "train_images", c.data.trainImages),
        makeField("data", "validation_images", c.data.validationImages),
        makeField("data", "workers", c.data.workers),
        makeField("optimizer", "learning_rate", c.optimizer.learningRate),
        makeField("optimizer", "momentum", c.optimizer.momentum),
        makeField("optimizer", "weight_decay", c.optimizer.weightDecay),
        makeField("optimizer", "multiplier_learning_rate_factor", c.optimizer.multiplierLearningRateFactor),
        makeField("optimizer", "accumulate_batches", c.optimizer.accumulateBatches),
        makeField("optimizer", "clip_norm", c.optimizer.clipNorm),
        makeField("optimizer", "label_smoothing", c.optimizer.labelSmoothing),
        makeField("schedule", "kind", c.schedule.kind),
        makeField("schedule", "milestones", c.schedule.milestones),
        makeField("schedule", "factor", c.schedule.factor),
        makeField("schedule", "warmup_epochs", c.schedule.warmupEpochs),
        makeField("schedule", "warmup_unit", c.schedule.warmupUnit),
        makeField("telemetry", "scalar_steps", c.telemetry.scalarSteps),
        makeField("telemetry", "spectrum_steps", c.telemetry.spectrumSteps),
        makeField("telemetry", "checkpoint_minutes", c.telemetry.checkpointMinutes),
        makeField("telemetry", "keep_every_epochs", c.telemetry.keepEveryEpochs),
        makeField("detection", "train_annotations", c.detection.trainAnnotations),
        makeField("detection", "train_images", c.detection.trainImages),
        makeField("detection", "validation_annotations", c.detection.validationAnnotations),
        makeField("detection", "validation_images", c.detection.validationImages),
        makeField("detection", "short_side", c.detection.shortSide),
        makeField("detection", "long_side", c.detection.longSide),
        makeField("detection", "weights", c.detection.weights),
        makeField("detection", "epoch_batches", c.detection.epochBatches),
        makeField("detection", "dilated", detector.dilated),
        makeField("detection", "frozen_stages", detector.frozenStages),
        makeField("detection", "frozen_normalization", detector.frozenNormalization),
        makeField("detection", "masks", detector.masks),
        makeField("detection", "anchor_sizes", detector.anchorSizes),
        makeField("detection", "anchor_ratios", detector.anchorRatios),
        makeField("detection", "proposal_channels", detector.proposalChannels),
        makeField("detection", "proposal_positive", detector.proposalPositive),
        makeField("detection", "proposal_negative", detector.proposalNegative),
        makeField("detection", "proposal_samples", detector.proposalSamples),
        makeField("detection", "proposal_positive_share", detector.proposalPositiveShare),
        makeField("detection", "proposals_before_train", detector.proposalsBeforeTrain),
        makeField("detection", "proposals_before_test", detector.proposalsBeforeTest),
        makeField("detection", "proposals_after_train", detector.proposalsAfterTrain),
        makeField("detection", "proposals_after_test", detector.proposalsAfterTest),
        makeField("detection", "proposal_suppression", detector.proposalSuppression),
        makeField("detection", "region_samples", detector.regionSamples),
        makeField("detection", "region_positive_share", detector.regionPositiveShare),
        makeField("detection", "region_positive", detector.regionPositive),
        makeField("detection", "hidden_features", detector.hiddenFeatures),
        makeField("detection", "mask_channels", detector.maskChannels),
        makeField("detection", "crowd_overlap", detector.crowdOverlap),
        makeField("detection", "smoothing", detector.smoothing),
        makeField("detection", "proposal_coding", detector.proposalCoding),
        makeField("detection", "region_coding", detector.regionCoding),
        makeField("detection", "score_threshold", detector.scoreThreshold),
        makeField("detection", "suppression", detector.suppression),
        makeField("detection", "detections", detector.detections),
        makeField("detection", "mask_threshold", detector.maskThreshold),
        makeField("run", "name", c.run.name),
        makeField("run", "seed", c.run.seed),
        makeField("run", "device", c.run.device),
        makeField("run", "precision", c.run.precision),
        makeField("run", "epochs", c.run.epochs),
        makeField("run", "batch_size", c.run.batchSize),
        makeField("run", "chance_epochs", c.run.chanceEpochs),
        makeField("run", "cuda_graph", c.run.cudaGraph),
    };
}

std::vector<Field> fieldsOf(PublishedConfig& c) {
    return {
        makeField("DATASET", "ROOT", c.dataset.root),
        makeField("DATASET", "NAME", c.dataset.name),
        makeField("DATASET", "NUM_CLASSES", c.dataset.classes),
        makeField("DATASET", "NUM_WORKERS", c.dataset.workers),
        makeField("SOLVER", "BASE_LR", c.solver.learningRate),
        makeField("SOLVER", "LR_MILESTONES", c.solver.milestones),
        makeField("SOLVER", "LR_GAMMA", c.solver.factor),
        makeField("SOLVER", "WEIGHT_DECAY", c.solver.weightDecay),
        makeField("SOLVER", "MOMENTUM", c.solver.momentum),
        makeField("SOLVER", "DAMPENING", c.solver.dampening),
        makeField("SOLVER", "NESTEROV", c.solver.nesterov),
        makeField("SOLVER", "TRAIN_BATCH_SIZE", c.solver.trainBatch),
        makeField("SOLVER", "TEST_BATCH_SIZE", c.solver.testBatch),
        makeField("SOLVER", "MAX_EPOCHS", c.solver.epochs),
        makeField("SOLVER", "WARMUP", c.solver.warmup),
        makeField("SOLVER", "WARMUP_EPOCH", c.solver.warmupEpochs),
        makeField("SOLVER", "WARMUP_FACTOR", c.solver.warmupFactor),
        makeField("ISON", "DEPTH", c.ison.depth),
        makeField("ISON", "ORTHO_COEFF", c.ison.coefficient),
        makeField("ISON", "HAS_BN", c.ison.batchNorm),
        makeField("ISON", "HAS_ST", c.ison.shortcut),
        makeField("ISON", "SReLU", c.ison.srelu),
        makeField("ISON", "DIRAC_INIT", c.ison.dirac),
        makeField("ISON", "HAS_RES_MULTIPLIER", c.ison.multiplier),
        makeField("ISON", "RES_MULTIPLIER", c.ison.multiplierStart),
        makeField("ISON", "DROPOUT", c.ison.dropout),
        makeField("ISON", "DROPOUT_RATE", c.ison.dropoutRate),
        makeField("ISON", "TRANS_FUN", c.ison.transform),
        makeField("", "OUTPUT_DIR", c.outputFolder),
    };
}

}  // namespace isonet::config
