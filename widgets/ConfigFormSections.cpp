#include "widgets/ConfigFormSections.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace isonet::widgets {

using config::RunConfig;

namespace {

void addNetwork(FormFieldMaker& m) {
    addTaskField(m);
    addNetworkKindField(m);
    addDepthField(m);
    m.choice<spec::Family>(
        "model.family", L("Built for"), [](RunConfig & c) -> auto& { return c.model.family; },
        {L("Small images"), L("ImageNet")},
        L("<b>Family</b><br>Small images: a 3×3 stem and stages of 16, 32 and 64 channels. ImageNet: a 7×7 stem with "
          "max "
          "pool and four stages, basic blocks below depth 50 and bottlenecks from 50."));
    auto& size = m.integer(
        "model.height", L("Input size"), [](RunConfig & c) -> auto& { return c.model.height; }, 4, 8192,
        L("<b>Input size</b><br>Height and width of the image that enters the network. Smaller pictures of the data "
          "set "
          "are padded to it: Fashion-MNIST's 28 pixels to 32."),
        L(" px square"));
    size.read = [read = size.read](RunConfig& c) {
        const QString problem = read(c);
        c.model.width = c.model.height;
        return problem;
    };
    m.check(
        "model.shortcut", L("Shortcut"), L("x + F(x)"), [](RunConfig & c) -> auto& { return c.model.shortcut; },
        L("<b>Shortcut</b><br>Adds each block's input to its output, through a 1×1 projection where the shape "
          "changes. With it an ISONet becomes an R-ISONet."));
    m.choice<spec::ResidualMultiplier>(
         "model.multiplier", L("Multiplier"), [](RunConfig & c) -> auto& { return c.model.multiplier; },
         {L("None"), L("One per block"), L("One per channel")},
         L("<b>Residual multiplier</b><br>A learned factor at the end of each residual branch. Starting at 0 it makes "
           "every block the identity, an exact isometry. One per block is the published code, one per channel the "
           "paper's text (section 2.4)."))
        .whyNot = [](const RunConfig& c) {
        return !c.model.shortcut ? L("A multiplier ends a residual branch, and this network has no shortcut.")
               : c.model.fixup   ? L("Fixup has a multiplier of its own in every branch.")
                                 : QString();
    };
    m.number(
         "model.multiplier_start", L("… starts at"), [](RunConfig & c) -> auto& { return c.model.multiplierStart; },
         L("<b>Start of the multiplier</b><br>0 in the paper: the network begins as the identity along its "
           "shortcuts."))
        .whyNot = [](const RunConfig& c) {
        return c.model.multiplier == spec::ResidualMultiplier::None ? L("There is no residual multiplier.") : QString();
    };
    m.choice<spec::Normalization>(
         "model.normalization", L("Normalisation"), [](RunConfig & c) -> auto& { return c.model.normalization; },
         {L("None"), L("BatchNorm")},
         L("<b>Normalisation</b><br>BatchNorm after every convolution, or none. Isometric networks train without it."))
        .whyNot = [](const RunConfig& c) { return c.model.fixup ? L("Fixup replaces normalisation.") : QString(); };
    m.check(
         "model.fixup", L("Fixup"), L("scale the branches"), [](RunConfig & c) -> auto& { return c.model.fixup; },
         L("<b>Fixup</b> (Zhang et al., 2019)<br>Residual branches scaled by L<sup>−1/(2m−2)</sup>, last convolution "
           "zero, scalar biases and multipliers: the paper's rival without normalisation."))
        .whyNot = [](const RunConfig& c) {
        return c.model.shortcut ? QString()
                                : L("Fixup initialises residual branches, and this network has no shortcut.");
    };
    m.number(
        "model.dropout", L("Dropout"), [](RunConfig & c) -> auto& { return c.model.dropout; },
        L("<b>Dropout</b><br>Probability of dropping a feature before the classifier, while training. Networks without "
          "BatchNorm overfit sooner: on ImageNet the paper takes 0.1 for ISONet and 0.4 for R-ISONet."));
}

void addIsometry(FormFieldMaker& m) {
    m.choice<spec::Activation>(
        "model.activation", L("Activation"), [](RunConfig & c) -> auto& { return c.model.activation; },
        {L("ReLU"), L("Leaky ReLU"), L("PReLU"), L("RReLU"), L("ELU"), L("SELU"), L("SReLU")},
        L("<b>Activation</b><br>SReLU is φ<sub>b</sub>(y) = max(y, b): for b below most of the signal it is nearly the "
          "identity, and still non-linear. ReLU keeps half of the signal's inner products only."));
    const auto needsSReLU = [](const RunConfig& c) {
        return c.model.activation == spec::Activation::SReLU ? QString() : L("Only SReLU has an offset b.");
    };
    m.number(
         "model.offset", L("Offset b"), [](RunConfig & c) -> auto& { return c.model.offset; },
         L("<b>Offset b</b><br>Where SReLU, max(y, b), begins to cut. −1 in the paper: near the identity for a signal "
           "of unit variance. 0 is ReLU; far below −1 the network becomes linear."))
        .whyNot = needsSReLU;
    m.check(
         "model.offset_trained", L("… is trained"), L("with the weights"),
         [](RunConfig & c) -> auto& { return c.model.offsetTrained; },
         L("<b>b is trained</b><br>Each b moves by its own gradient, without weight decay. The lower right plot shows "
           "where they go (the paper's Figure 3)."))
        .whyNot = needsSReLU;
    m.choice<spec::OffsetSharing>(
         "model.offset_sharing", L("… one per"), [](RunConfig & c) -> auto& { return c.model.offsetSharing; },
         {L("Channel"), L("Layer")}, L("<b>One b per</b><br>Channel as published, or one for a whole layer."))
        .whyNot = needsSReLU;
    m.choice<spec::Initialization>(
         "model.initialization", L("Initialisation"), [](RunConfig & c) -> auto& { return c.model.initialization; },
         {L("Delta"), L("Delta-orthogonal"), L("Orthogonal"), L("Kaiming"), L("Xavier")},
         L("<b>Initialisation</b><br>Delta: the kernel's centre is the identity, all else 0, so that a convolution "
           "passes "
           "its input on unchanged: deviation 0 at the start. Kaiming keeps the variance, not the inner products. A "
           "7×7 "
           "stem keeps the framework's own."))
        .whyNot = [](const RunConfig& c) {
        return c.model.fixup ? L("Fixup scales Kaiming's initialisation.") : QString();
    };
    addBlocksField(m);
    m.choice<spec::PenaltyKind>(
        "penalty.kind", L("Penalty"), [](RunConfig & c) -> auto& { return c.penalty.kind; },
        {L("None"), L("Convolution"), L("Flattened weight")},
        L("<b>Orthogonality penalty</b><br>Convolution: ½ Σ ‖Conv(A, A) − δ‖², zero exactly when the convolution is an "
          "isometry (equations 13 and 14). Flattened weight: ½ Σ ‖W Wᵀ − I‖², necessary but not sufficient (16)."));
    const auto needsPenalty = [](const RunConfig& c) {
        return c.penalty.kind == spec::PenaltyKind::None ? L("There is no penalty.") : QString();
    };
    m.number(
         "penalty.coefficient", L("γ (gamma)"), [](RunConfig & c) -> auto& { return c.penalty.coefficient; },
         L("<b>Penalty coefficient γ</b><br>loss = cross entropy + γ · penalty. 1e-4 in the paper, 3e-4 for "
           "ISONet-101. Too small: the "
           "deviation of layers drifts up and deep networks stall. Too large: the kernels cannot move. A good γ "
           "keeps the penalty's share well below the cross entropy."))
        .whyNot = needsPenalty;
    m.choice<spec::PenaltyStride>(
         "penalty.stride", L("Penalty stride"), [](RunConfig & c) -> auto& { return c.penalty.stride; },
         {L("The layer's own"), L("Always 1")},
         L("<b>Stride of Conv(A, A)</b><br>The convolution's own stride (published code), or 1 (as the paper prints "
           "it)."))
        .whyNot = [](const RunConfig& c) {
        return c.penalty.kind == spec::PenaltyKind::Convolution ? QString()
                                                                : L("Only the convolution penalty has a stride.");
    };
    addExcludeField(m).whyNot = needsPenalty;
}

void addTraining(FormFieldMaker& m) {
    m.number(
        "optimizer.learning_rate", L("Learning rate"), [](RunConfig & c) -> auto& { return c.optimizer.learningRate; },
        L("<b>Learning rate</b><br>Of stochastic gradient descent, before the schedule. In the paper 0.02 for ISONet "
          "and 0.1 for R-ISONet, with 256 images a step. Scientific notation is accepted."));
    m.integer(
        "run.batch_size", L("Batch size"), [](RunConfig & c) -> auto& { return c.run.batchSize; }, 1, 65536,
        L("<b>Batch size</b><br>Images for each step. Change the learning rate in proportion."), L(" images"));
    m.integer(
        "run.epochs", L("Epochs"), [](RunConfig & c) -> auto& { return c.run.epochs; }, 1, 100000,
        L("<b>Epochs</b><br>How often all training images are seen. Validation follows each."));
    m.choice<config::ScheduleKind>(
        "schedule.kind", L("Schedule"), [](RunConfig & c) -> auto& { return c.schedule.kind; },
        {L("Steps"), L("Cosine")},
        L("<b>Schedule</b><br>Steps: the learning rate drops by a factor at the milestones. Cosine: it falls smoothly "
          "to 0 at the end."));
    const auto needsSteps = [](const RunConfig& c) {
        return c.schedule.kind == config::ScheduleKind::Step ? QString() : L("A cosine schedule has no drops.");
    };
    addMilestonesField(m).whyNot = needsSteps;
    m.number(
         "schedule.factor", L("Drop factor"), [](RunConfig & c) -> auto& { return c.schedule.factor; },
         L("<b>Drop factor</b><br>What the learning rate is multiplied by at each milestone; 0.1 as usual."))
        .whyNot = needsSteps;
    m.number(
        "schedule.warmup_epochs", L("Warm-up"), [](RunConfig & c) -> auto& { return c.schedule.warmupEpochs; },
        L("<b>Warm-up</b><br>Epochs over which the learning rate rises linearly from 0. Helps large rates; 0: "
          "none."),
        L("epochs"));
    m.choice<config::WarmupUnit>(
         "schedule.warmup_unit", L("… rises by"), [](RunConfig & c) -> auto& { return c.schedule.warmupUnit; },
         {L("Step"), L("Epoch")},
         L("<b>Warm-up rises by</b><br>Step: evenly from 0. Epoch: by a part at each epoch's start, as the published "
           "code does."))
        .whyNot = [](const RunConfig& c) {
        return c.schedule.warmupEpochs > 0 ? QString() : L("There is no warm-up.");
    };
    m.number(
        "optimizer.momentum", L("Momentum"), [](RunConfig & c) -> auto& { return c.optimizer.momentum; },
        L("<b>Momentum</b><br>Share of the last step carried into the next; 0.9 as published."));
    m.number(
        "optimizer.weight_decay", L("Weight decay"), [](RunConfig & c) -> auto& { return c.optimizer.weightDecay; },
        L("<b>Weight decay</b><br>Pull of every weight towards 0 (1e-4 as published). None for SReLU's b."));
    m.number(
         "optimizer.multiplier_learning_rate_factor", L("Multiplier's rate"),
         [](RunConfig & c) -> auto& { return c.optimizer.multiplierLearningRateFactor; },
         L("<b>The multiplier's learning rate</b><br>As a share of the learning rate; a tenth as published."),
         L("× rate"))
        .whyNot = [](const RunConfig& c) {
        return c.model.multiplier == spec::ResidualMultiplier::None && !c.model.fixup
                   ? L("There is no residual multiplier.")
                   : QString();
    };
    m.integer(
        "optimizer.accumulate_batches", L("Accumulate"),
        [](RunConfig & c) -> auto& { return c.optimizer.accumulateBatches; }, 1, 4096,
        L("<b>Accumulated batches</b><br>The mean gradient of so many batches makes one update: a larger batch than "
          "the memory holds."),
        L(" batches"));
    m.number(
        "optimizer.clip_norm", L("Clip gradients"), [](RunConfig & c) -> auto& { return c.optimizer.clipNorm; },
        L("<b>Gradient clipping</b><br>A gradient longer than this, all parameters taken together, is shortened to it. "
          "0: none."));
    m.number(
        "optimizer.label_smoothing", L("Label smoothing"),
        [](RunConfig & c) -> auto& { return c.optimizer.labelSmoothing; },
        L("<b>Label smoothing</b><br>Probability that is spread evenly over all classes, from 0 up to 1."));
    m.number(
        "data.mixup", L("Mixup α"), [](RunConfig & c) -> auto& { return c.data.mixup; },
        L("<b>Mixup</b> (Zhang et al., 2018)<br>Pairs of images are mixed by a share drawn from Beta(α, α). 0: none; "
          "0.2 to 1 as usual."));
    m.integer(
        "run.chance_epochs", L("Give up after"), [](RunConfig & c) -> auto& { return c.run.chanceEpochs; }, 0, 100000,
        L("<b>No better than guessing</b><br>So many epochs in a row at chance level end the run as diverged."),
        L(" epochs at chance"), L("never"));
}

void addData(FormFieldMaker& m) {
    addDatasetField(m);
    addFolderField(m);
    const auto isFolder = [](const RunConfig& c) {
        const auto* facts = config::findDataset(c.data.dataset);
        return facts && facts->anyShape;
    };
    m.integer(
         "model.classes", L("Classes"), [](RunConfig & c) -> auto& { return c.model.classes; }, 2, 1000000,
         L("<b>Classes</b><br>Of a folder: as many as it has class folders. Of COCO's annotations: as many as they "
           "have "
           "categories."))
        .whyNot = [isFolder](const RunConfig& c) { return isFolder(c) ? QString() : L("The data set says how many."); };
    m.choice<config::CropKind>(
        "data.crop", L("Crops"), [](RunConfig & c) -> auto& { return c.data.crop; },
        {L("As usual"), L("Padded"), L("Resized")},
        L("<b>Random crops of training images</b><br>Padded: the whole image, shifted. Resized: a part of random area "
          "and "
          "shape, resized to the input (a folder of images only). As usual: resized for a folder, padded else."));
    const auto padded = [](const RunConfig& c) { return config::cropInForce(c.data) == config::CropKind::Padded; };
    m.integer(
         "data.crop_padding", L("… padding"), [](RunConfig & c) -> auto& { return c.data.cropPadding; }, 0, 32,
         L("<b>Padding</b><br>Training images are padded by so many pixels on each side and cut back to size at "
           "a random place."),
         L(" px"), L("off"))
        .whyNot = [padded](const RunConfig& c) { return padded(c) ? QString() : L("Crops are resized."); };
    m.number(
         "data.crop_area", L("… least area"), [](RunConfig & c) -> auto& { return c.data.cropArea; },
         L("<b>Least area</b><br>A resized crop keeps at least this part of the image; 0.08 as usual."))
        .whyNot = [padded](const RunConfig& c) { return padded(c) ? L("Crops are padded.") : QString(); };
    m.integer(
         "data.resize", L("Evaluate at"), [](RunConfig & c) -> auto& { return c.data.resize; }, 0, 8192,
         L("<b>Evaluation</b><br>The image's shorter side before its middle is cut out; as usual: the input / 0.875 "
           "with "
           "resized crops."),
         L(" px"), L("as usual"))
        .whyNot = [isFolder](const RunConfig& c) {
        return isFolder(c) ? QString() : L("Only images of a folder have different sizes.");
    };
    m.number(
         "data.validation_fraction", L("Kept for validation"),
         [](RunConfig & c) -> auto& { return c.data.validationFraction; },
         L("<b>Validation</b><br>Of a folder without val/: this part of each class's images, chosen by their names."))
        .whyNot = [isFolder](const RunConfig& c) { return isFolder(c) ? QString() : L("The data set has its own."); };
    addNumbersField(
        m, "data.mean", L("Mean"), [](RunConfig & c) -> auto& { return c.data.mean; },
        L("<b>Mean</b><br>Of the pixels, one number or one a channel, from 0 to 1; taken away from each. Left "
          "empty: the data set's own."));
    addNumbersField(
        m, "data.deviation", L("Deviation"), [](RunConfig & c) -> auto& { return c.data.deviation; },
        L("<b>Standard deviation</b><br>Of the pixels, one number or one a channel; each is divided by it. "
          "Left empty: the data set's own."));
    m.check(
        "data.flip", L("Random flip"), L("left to right"), [](RunConfig & c) -> auto& { return c.data.flip; },
        L("<b>Random flip</b><br>Half of the training images are mirrored."));
    m.bigInteger(
        "data.train_images", L("Training images"), [](RunConfig & c) -> auto& { return c.data.trainImages; },
        L("<b>Training images</b><br>Use only so many, the same number of each class. For quick trials."), L("all"));
    m.bigInteger(
        "data.validation_images", L("Validation images"),
        [](RunConfig & c) -> auto& { return c.data.validationImages; },
        L("<b>Validation images</b><br>Measure accuracy on only so many. All of them for figures to report."),
        L("all"));
    m.integer(
        "data.workers", L("Loader threads"), [](RunConfig & c) -> auto& { return c.data.workers; }, 1, 256,
        L("<b>Loader threads</b><br>Threads that prepare the next batches. Their number does not change the "
          "result."));
}

void addMeasurement(FormFieldMaker& m) {
    m.integer(
        "telemetry.scalar_steps", L("Losses every"), [](RunConfig & c) -> auto& { return c.telemetry.scalarSteps; }, 1,
        1000000,
        L("<b>Losses and deviations</b><br>Recorded every so many steps. The deviation of each layer costs "
          "nothing: the penalty computes it."),
        L(" steps"));
    m.integer(
        "telemetry.spectrum_steps", L("Spectra every"),
        [](RunConfig & c) -> auto& { return c.telemetry.spectrumSteps; }, 0, 10000000,
        L("<b>Spectra and b</b><br>All singular values of every convolution and the histograms of b, measured on a "
          "copy of the weights beside the training."),
        L(" steps"), L("each epoch"));
    m.number(
        "telemetry.checkpoint_minutes", L("Checkpoint every"),
        [](RunConfig & c) -> auto& { return c.telemetry.checkpointMinutes; },
        L("<b>Checkpoints</b><br>Written after every epoch, and besides at least this often: what a power cut can "
          "cost."),
        L("min"));
    m.integer(
        "telemetry.keep_every_epochs", L("Keep one every"),
        [](RunConfig & c) -> auto& { return c.telemetry.keepEveryEpochs; }, 0, 100000,
        L("<b>Kept checkpoints</b><br>Besides the latest and the best, keep one every so many epochs."), L(" epochs"),
        L("none"));
}

void addRun(FormFieldMaker& m) {
    auto& name = m.text(
        "run.name", L("Name"), [](RunConfig & c) -> auto& { return c.run.name; },
        L("<b>Name</b><br>For the list of runs. Left empty: made from the network and the data set."));
    name.show = [show = name.show, edit = qobject_cast<QLineEdit*>(name.row.editor)](const RunConfig& c) {
        RunConfig unnamed = c;
        unnamed.run.name.clear();
        edit->setPlaceholderText(QString::fromStdString(config::runTitle(unnamed)));
        show(c);
    };
    addDeviceField(m);
    m.choice<config::Precision>(
        "run.precision", L("Precision"), [](RunConfig & c) -> auto& { return c.run.precision; },
        {L("float32"), L("TF32"), L("bfloat16"), L("float16")},
        L("<b>Precision</b><br>Of the convolutions. TF32, bfloat16 and float16 are faster on recent GPUs; the penalty "
          "and the weights stay in float32."));
    m.check(
         "run.cuda_graph", L("CUDA graph"), L("replay each step as one"),
         [](RunConfig & c) -> auto& { return c.run.cudaGraph; },
         L("<b>CUDA graph</b><br>The whole step is recorded once and replayed: faster where a GPU waits for its "
           "orders."))
        .whyNot = [](const RunConfig& c) {
        return c.run.device == "cpu" && !c.run.cudaGraph ? L("The CPU has no graphs.") : QString();
    };
    addSeedField(m);
}

}  // namespace

std::vector<FormSection*> buildSections(FormFieldMaker& maker, QVBoxLayout* layout) {
    const std::pair<const char*, void (*)(FormFieldMaker&)> parts[] = {
        {"Network", addNetwork},         {"Isometry", addIsometry},
        {"Training", addTraining},       {"Data", addData},
        {"Detection", addDetection},     {"Detector in detail", addDetectorDetail},
        {"Measurement", addMeasurement}, {"Run", addRun}};
    std::vector<FormSection*> sections;
    for (const auto& [title, fill] : parts) {
        auto* section = new FormSection(QString::fromLatin1(title));
        maker.beginSection(section);
        fill(maker);
        layout->addWidget(section);
        sections.push_back(section);
    }
    layout->addStretch(1);
    return sections;
}

}  // namespace isonet::widgets
