#include "training/config/ConfigFields.h"

#include "training/config/BlockFields.h"
#include "training/config/FieldFormats.h"
#include "training/config/RateFields.h"
#include "training/config/StageFields.h"

namespace isonet::config {
namespace {

// model.family or model.depth, which are not written if the stages are.
template <typename T>
Field shorthandField(const char* key, T& value, const spec::ModelSpec& model) {
    Field field = makeField("model", key, value);
    field.omitted = [&model] { return !model.stages.empty(); };
    return field;
}

// data.workers: a number, or the word for automaticWorkers.
Field workersField(int& workers) {
    constexpr const char* automatic = "automatic";
    Field field = makeField("data", "workers", workers);
    field.accepted = "automatic, or 1 to 256 threads";
    field.assign = [&workers](std::span<const std::string> items) {
        int number = automaticWorkers;
        const bool word = items.size() == 1 && items.front() == automatic;
        if (!word && (items.size() != 1 || !parseNumber(items.front(), number) || number == automaticWorkers))
            return false;
        workers = number;
        return true;
    };
    field.text = field.yaml = [&workers] { return workers == automaticWorkers ? automatic : std::to_string(workers); };
    return field;
}

}  // namespace

std::string quoted(const std::string& text) {
    constexpr std::string_view plainStart = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/";
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/0123456789.+-*";
    constexpr std::array<std::string_view, 3> nulls{"null", "Null", "NULL"};
    const bool isPlain = !text.empty() && plainStart.find(text.front()) != std::string_view::npos &&
                         text.find_first_not_of(plain) == std::string::npos && !contains(trueWords, text) &&
                         !contains(falseWords, text) && !contains(nulls, text);
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
    const OptimizerConfig usual;
    return {
        shorthandField("family", c.model.family, c.model),
        shorthandField("depth", c.model.depth, c.model),
        stemField(c.model),
        stagesField(c.model),
        headField(c.model),
        within(optionalField("model", "width_multiplier", c.model.widthMultiplier, 1.0), 1 / spec::mostFactor,
               spec::mostFactor),
        within(optionalField("model", "depth_multiplier", c.model.depthMultiplier, 1.0), 1 / spec::mostFactor,
               spec::mostFactor),
        makeField("model", "channels", c.model.channels),
        within(makeField("model", "height", c.model.height), 1, 8192),
        within(makeField("model", "width", c.model.width), 1, 8192),
        within(makeField("model", "classes", c.model.classes), 2, 1000000),
        makeField("model", "shortcut", c.model.shortcut),
        makeField("model", "multiplier", c.model.multiplier),
        makeField("model", "multiplier_start", c.model.multiplierStart),
        makeField("model", "fixup", c.model.fixup),
        makeField("model", "normalization", c.model.normalization),
        within(optionalField("model", "normalization_groups", c.model.normalizationGroups), 0, spec::mostChannels),
        optionalField("model", "weight_standardization", c.model.weightStandardization),
        makeField("model", "activation", c.model.activation),
        makeField("model", "offset", c.model.offset),
        makeField("model", "offset_trained", c.model.offsetTrained),
        makeField("model", "offset_sharing", c.model.offsetSharing),
        within(optionalField("model", "tailored_cosine", c.model.tailoredCosine, 0.9), 1e-6, 1 - 1e-6),
        optionalField("model", "transformation", c.model.transformation, spec::Transformation::DKS),
        within(optionalField("model", "transformed_slope", c.model.transformedSlope, 1.5), "above 1, at most 1000"),
        within(optionalField("model", "transformed_curvature", c.model.transformedCurvature, 0.3), 1e-6, 1000.0),
        makeField("model", "initialization", c.model.initialization),
        optionalField("model", "parameterization", c.model.parameterization, spec::Parameterization::Free),
        within(makeField("model", "dropout", c.model.dropout), belowOne),
        blocksField(c.model.blocks),
        optionalField("model", "weights", c.fineTuning.weights),
        optionalField("model", "new_head", c.fineTuning.newHead),
        optionalField("model", "frozen", c.fineTuning.frozen),
        makeField("penalty", "kind", c.penalty.kind),
        within(makeField("penalty", "coefficient", c.penalty.coefficient), "of 0 or more"),
        makeField("penalty", "stride", c.penalty.stride),
        optionalField("penalty", "size_normalized", c.penalty.sizeNormalized),
        within(optionalField("penalty", "clip_interval", c.penalty.clipInterval), 0, 1000000),
        within(optionalField("penalty", "clip_lowest", c.penalty.clipLowest), 0, 1000),
        within(optionalField("penalty", "clip_highest", c.penalty.clipHighest, 1.0), "above 0, at most 1000"),
        makeField("penalty", "exclude", c.penalty.exclude),
        within(optionalField("penalty", "interval", c.penalty.interval, 1), 1, spec::mostPenaltyInterval),
        makeField("data", "dataset", c.data.dataset),
        makeField("data", "root", c.data.root),
        makeField("data", "crop", c.data.crop),
        within(makeField("data", "crop_padding", c.data.cropPadding), 0, 32),
        within(makeField("data", "crop_area", c.data.cropArea), "above 0, at most 1"),
        makeField("data", "resize", c.data.resize),
        makeField("data", "flip", c.data.flip),
        makeField("data", "mean", c.data.mean),
        makeField("data", "deviation", c.data.deviation),
        within(makeField("data", "validation_fraction", c.data.validationFraction), 0.001, 0.9),
        optionalField("data", "test_split", c.data.testSplit),
        within(optionalField("data", "split_seed", c.data.splitSeed, 1), 0, mostSplitSeed),
        optionalField("data", "exclude", c.data.exclude),
        optionalField("data", "common_formats", c.data.commonFormats),
        optionalField("data", "label_key", c.data.labelKey, std::string("label")),
        within(makeField("data", "mixup", c.data.mixup), 0, 100),
        makeField("data", "train_images", c.data.trainImages),
        makeField("data", "validation_images", c.data.validationImages),
        workersField(c.data.workers),
        optionalField("optimizer", "name", c.optimizer.kind, OptimizerKind::Sgd),
        within(makeField("optimizer", "learning_rate", c.optimizer.learningRate), "above 0, at most 100"),
        within(makeField("optimizer", "momentum", c.optimizer.momentum), belowOne),
        optionalField("optimizer", "nesterov", c.optimizer.nesterov),
        within(optionalField("optimizer", "adam_beta1", c.optimizer.adamBeta1, usual.adamBeta1), belowOne),
        within(optionalField("optimizer", "adam_beta2", c.optimizer.adamBeta2, usual.adamBeta2), belowOne),
        within(optionalField("optimizer", "adam_epsilon", c.optimizer.adamEpsilon, usual.adamEpsilon),
               "above 0, at most 1"),
        within(optionalField("optimizer", "adam_rate_factor", c.optimizer.adamRateFactor, usual.adamRateFactor),
               "above 0, at most 100"),
        optionalField("optimizer", "newton_schulz", c.optimizer.newtonSchulz),
        within(
            optionalField("optimizer", "newton_schulz_steps", c.optimizer.newtonSchulzSteps, usual.newtonSchulzSteps),
            1, mostNewtonSchulzSteps),
        optionalField("optimizer", "newton_schulz_precision", c.optimizer.newtonSchulzPrecision),
        optionalField("optimizer", "retraction", c.optimizer.retraction),
        within(optionalField("optimizer", "stabilize_steps", c.optimizer.stabilizeSteps, usual.stabilizeSteps), 0,
               1000000),
        within(makeField("optimizer", "weight_decay", c.optimizer.weightDecay), 0, 1),
        optionalField("optimizer", "decay_slopes", c.optimizer.decaySlopes, true),
        within(makeField("optimizer", "multiplier_learning_rate_factor", c.optimizer.multiplierLearningRateFactor), 0,
               100),
        within(makeField("optimizer", "accumulate_batches", c.optimizer.accumulateBatches), 1, 4096),
        within(makeField("optimizer", "clip_norm", c.optimizer.clipNorm), 0.0, 1e6),
        within(optionalField("optimizer", "adaptive_clip", c.optimizer.adaptiveClip), 0.0, 1e6),
        within(optionalField("optimizer", "average_decay", c.optimizer.averageDecay), belowOne),
        within(makeField("optimizer", "label_smoothing", c.optimizer.labelSmoothing), belowOne),
        layerRatesField(c.optimizer.layerRates),
        makeField("schedule", "kind", c.schedule.kind),
        makeField("schedule", "milestones", c.schedule.milestones),
        within(makeField("schedule", "factor", c.schedule.factor), "above 0, at most 1"),
        within(makeField("schedule", "warmup_epochs", c.schedule.warmupEpochs), "from 0 to run.epochs"),
        makeField("schedule", "warmup_unit", c.schedule.warmupUnit),
        within(makeField("telemetry", "scalar_steps", c.telemetry.scalarSteps), 1, 1000000),
        within(makeField("telemetry", "spectrum_steps", c.telemetry.spectrumSteps), 0, 100000000),
        optionalField("telemetry", "spectra", c.telemetry.spectra, true),
        optionalField("telemetry", "final_spectra", c.telemetry.finalSpectra),
        optionalField("telemetry", "certified", c.telemetry.certified),
        within(makeField("telemetry", "checkpoint_minutes", c.telemetry.checkpointMinutes), "above 0, at most 10080"),
        within(makeField("telemetry", "keep_every_epochs", c.telemetry.keepEveryEpochs), 0, 100000),
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
        within(makeField("run", "epochs", c.run.epochs), 1, 100000),
        within(optionalField("run", "time_limit", c.run.timeLimit), 0.0, 1e6),
        within(makeField("run", "batch_size", c.run.batchSize), 1, 65536),
        within(makeField("run", "chance_epochs", c.run.chanceEpochs), 0, 100000),
        makeField("run", "cuda_graph", c.run.cudaGraph),
        optionalField("run", "checkpoint_activations", c.run.checkpointActivations),
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
