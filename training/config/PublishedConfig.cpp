#include "training/config/PublishedConfig.h"

namespace isonet::config {
namespace {

constexpr int kFirstBottleneckDepth = 50;

void convertData(const PublishedConfig& from, RunConfig& to, std::vector<spec::Problem>& problems) {
    const auto& name = from.dataset.name;
    const bool small = name == "CIFAR10" || name == "CIFAR100";
    if (!small && name != "ILSVRC2012")
        problems.push_back(
            {"DATASET.NAME",
             "'" + name + "' is not a dataset of the published code; accepted: CIFAR10, CIFAR100, ILSVRC2012"});
    to.model.family = small ? spec::Family::Small : spec::Family::ImageNet;
    to.model.channels = 3;
    to.model.height = to.model.width = small ? 32 : 224;
    to.model.classes = from.dataset.classes;
    to.data.dataset = name == "CIFAR10" ? "cifar10" : name == "CIFAR100" ? "cifar100" : "folder";
    to.data.root = small ? from.dataset.root : from.dataset.root + (from.dataset.root.ends_with('/') ? "" : "/") + name;
    // ImageNet images use random resized crops instead.
    to.data.cropPadding = small ? 4 : 0;
    // The published values for both CIFAR datasets; the second is the mean deviation within an image.
    if (small) {
        to.data.mean = {0.4914, 0.4822, 0.4465};
        to.data.deviation = {0.2023, 0.1994, 0.2010};
    }
    to.data.workers = from.dataset.workers > 0 ? from.dataset.workers : 1;
}

void convertNetwork(const PublishedConfig& from, RunConfig& to, std::vector<spec::Problem>& problems) {
    const auto& ison = from.ison;
    to.model.depth = ison.depth;
    to.model.shortcut = ison.shortcut;
    to.model.normalization = ison.batchNorm ? spec::Normalization::Batch : spec::Normalization::None;
    to.model.activation = ison.srelu ? spec::Activation::SReLU : spec::Activation::ReLU;
    to.model.initialization = ison.dirac ? spec::Initialization::Delta : spec::Initialization::Kaiming;
    if (ison.multiplier) {
        to.model.multiplier = spec::ResidualMultiplier::Scalar;
        to.model.multiplierStart = ison.multiplierStart;
    }
    to.model.dropout = ison.dropout ? ison.dropoutRate : 0.0;
    to.penalty.kind = ison.coefficient > 0 ? spec::PenaltyKind::Convolution : spec::PenaltyKind::None;
    to.penalty.coefficient = ison.coefficient;

    const bool bottleneck = ison.transform == "bottleneck_transform";
    const bool needsBottleneck = to.model.family == spec::Family::ImageNet && ison.depth >= kFirstBottleneckDepth;
    if (!bottleneck && ison.transform != "basic_transform")
        problems.push_back({"ISON.TRANS_FUN", "'" + ison.transform +
                                                  "' is not a block of the published code; accepted: basic_transform, "
                                                  "bottleneck_transform"});
    else if (bottleneck != needsBottleneck)
        problems.push_back({"ISON.TRANS_FUN", "'" + ison.transform + "' does not match depth " +
                                                  std::to_string(ison.depth) + " on " + from.dataset.name +
                                                  "; accepted: bottleneck_transform for ILSVRC2012 from depth 50 on, "
                                                  "otherwise basic_transform"});
}

void convertSolver(const PublishedConfig& from, RunConfig& to, std::vector<spec::Problem>& problems) {
    const auto& solver = from.solver;
    to.optimizer.learningRate = solver.learningRate;
    to.optimizer.momentum = solver.momentum;
    to.optimizer.weightDecay = solver.weightDecay;
    to.optimizer.multiplierLearningRateFactor = 0.1;
    if (solver.dampening)
        problems.push_back({"SOLVER.DAMPENING", "True is not supported; accepted: False"});
    to.optimizer.nesterov = solver.nesterov;
    to.schedule.kind = ScheduleKind::Step;
    // The run may be shorter than the default milestones: later ones have no effect.
    for (const double milestone : solver.milestones)
        if (milestone < solver.epochs)
            to.schedule.milestones.push_back(milestone);
    to.schedule.factor = solver.factor;
    // An empty list means a constant rate there, but 30, 60 and 90 % here.
    if (to.schedule.milestones.empty())
        to.schedule.factor = 1.0;
    to.schedule.warmupEpochs = solver.warmup ? solver.warmupEpochs : 0;
    to.schedule.warmupUnit = WarmupUnit::Epoch;
    to.run.epochs = solver.epochs;
    to.run.batchSize = solver.trainBatch;
}

}  // namespace

RunConfig converted(const PublishedConfig& published, std::vector<spec::Problem>& problems) {
    RunConfig config;
    convertData(published, config, problems);
    convertNetwork(published, config, problems);
    convertSolver(published, config, problems);
    return config;
}

const std::vector<Origin>& publishedOrigins() {
    static const std::vector<Origin> origins = {
        {"model.family", "DATASET.NAME"},
        {"model.depth", "ISON.DEPTH"},
        {"model.classes", "DATASET.NUM_CLASSES"},
        {"model.shortcut", "ISON.HAS_ST"},
        {"model.multiplier", "ISON.HAS_RES_MULTIPLIER"},
        {"model.multiplier_start", "ISON.RES_MULTIPLIER"},
        {"model.normalization", "ISON.HAS_BN"},
        {"model.activation", "ISON.SReLU"},
        {"model.initialization", "ISON.DIRAC_INIT"},
        {"model.dropout", "ISON.DROPOUT_RATE"},
        {"penalty.coefficient", "ISON.ORTHO_COEFF"},
        {"data.dataset", "DATASET.NAME"},
        {"data.root", "DATASET.ROOT"},
        {"data.workers", "DATASET.NUM_WORKERS"},
        {"optimizer.learning_rate", "SOLVER.BASE_LR"},
        {"optimizer.momentum", "SOLVER.MOMENTUM"},
        {"optimizer.weight_decay", "SOLVER.WEIGHT_DECAY"},
        {"schedule.milestones", "SOLVER.LR_MILESTONES"},
        {"schedule.factor", "SOLVER.LR_GAMMA"},
        {"schedule.warmup_epochs", "SOLVER.WARMUP_EPOCH"},
        {"run.epochs", "SOLVER.MAX_EPOCHS"},
        {"run.batch_size", "SOLVER.TRAIN_BATCH_SIZE"},
    };
    return origins;
}

}  // namespace isonet::config
