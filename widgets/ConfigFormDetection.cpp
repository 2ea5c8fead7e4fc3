// The task, and the fields that only a detector has.
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>
#include <array>
#include <string_view>

#include "training/config/Presets.h"
#include "widgets/ConfigFormSections.h"
#include "widgets/Theme.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

enum class PathKind { File, Folder };

// A path that may be relative to data.root; the button makes a chosen one so where it can.
void addPathField(FormFieldMaker& maker, const char* key, const QString& label,
                  FormFieldMaker::Place<std::string> place, PathKind kind, const QString& filter,
                  const QString& tooltip, const QString& placeholder) {
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    auto* browse = new QToolButton;
    browse->setIcon(themedIcon(QStringLiteral("folder")));
    browse->setToolTip(kind == PathKind::File ? L("Choose the file") : L("Choose the folder"));
    browse->setAccessibleName(browse->toolTip() + QStringLiteral(": ") + label);
    auto* both = new QWidget;
    auto* line = new QHBoxLayout(both);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    line->addWidget(edit, 1);
    line->addWidget(browse);
    both->setFocusProxy(edit);
    const auto edited = maker.editedCallback();
    QObject::connect(edit, &QLineEdit::textEdited, edit, edited);
    QObject::connect(browse, &QToolButton::clicked, edit, [edit, edited, kind, filter, label] {
        const QDir root(edit->property("root").toString());
        const QString start = root.absoluteFilePath(edit->text());
        const QString chosen = kind == PathKind::File
                                   ? QFileDialog::getOpenFileName(edit->window(), label, start, filter)
                                   : QFileDialog::getExistingDirectory(edit->window(), label, start);
        if (chosen.isEmpty())
            return;
        const QString within = root.relativeFilePath(chosen);
        const bool inside = !edit->property("root").toString().isEmpty() && !within.startsWith(QLatin1String(".."));
        edit->setText(inside ? within : chosen);
        edited();
    });
    FormField& field = maker.custom(key, label, both, tooltip);
    edit->setAccessibleName(label);
    field.show = [edit, place,
                  relative = filter.isEmpty() || filter.contains(QLatin1String("json"))](const RunConfig& c) {
        RunConfig copy = c;
        edit->setProperty("root", relative ? QString::fromStdString(c.data.root) : QString());
        const QString text = QString::fromStdString(place(copy));
        if (edit->text().trimmed() != text)
            edit->setText(text);
    };
    field.read = [edit, place](RunConfig& c) -> QString {
        place(c) = edit->text().trimmed().toStdString();
        return {};
    };
}

// What a detection run has no use for: its images keep their shape, and it tells no class of a whole image.
constexpr std::array<std::string_view, 11> forClassifiers{"model.height",
                                                          "model.dropout",
                                                          "optimizer.label_smoothing",
                                                          "data.mixup",
                                                          "data.crop",
                                                          "data.crop_padding",
                                                          "data.crop_area",
                                                          "data.resize",
                                                          "run.cuda_graph",
                                                          "data.validation_fraction",
                                                          "run.chance_epochs"};

}  // namespace

bool appliesToTask(const std::string& key, const RunConfig& config) {
    if (key.starts_with("detection."))
        return config::isDetection(config);
    return !config::isDetection(config) || std::ranges::find(forClassifiers, key) == forClassifiers.end();
}

void applyTask(RunConfig& config, bool detection) {
    if (config::isDetection(config) == detection)
        return;
    const auto* preset = detection ? config::findPreset("table6-r-isonet-34") : &config::defaultPreset();
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
    if (config.model.family != model.family) {
        config.model.family = model.family;
        config.model.depth = model.depth;
    }
    config.model.channels = model.channels;
    config.model.classes = model.classes;
    config.model.height = model.height;
    config.model.width = model.width;
    config.model.dropout = model.dropout;
}

void addTaskField(FormFieldMaker& maker) {
    auto* combo = new QComboBox;
    combo->addItems({L("Classification"), L("Detection, masks")});
    combo->setItemData(0, L("One class for each image"), Qt::ToolTipRole);
    combo->setItemData(1, L("Objects with class, box and mask, on this network as the backbone"), Qt::ToolTipRole);
    keepWheelForScrolling(combo);
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom(
        "task", L("Task"), combo,
        L("<b>Task</b><br>Classification: one class for each image. Detection: a Faster R-CNN with a mask branch, "
          "whose "
          "backbone is this network; data in COCO's format. Another task brings its usual data, schedule and rate "
          "(the paper's section 3.4 for detection); undo brings yours back."));
    field.show = [combo](const RunConfig& c) { combo->setCurrentIndex(config::isDetection(c) ? 1 : 0); };
    field.read = [combo](RunConfig& c) -> QString {
        applyTask(c, combo->currentIndex() == 1);
        return {};
    };
}

void addDetection(FormFieldMaker& m) {
    addPathField(
        m, "detection.weights", L("Start weights"), [](RunConfig & c) -> auto& { return c.detection.weights; },
        PathKind::File, L("Weights (*.pt *.pth *.safetensors);;All files (*)"),
        L("<b>Start weights</b><br>A classification run's folder, its checkpoint, or an imported one, of the same "
          "network: the backbone starts from it. The paper's Table 6 starts from ImageNet's weights. Left empty: from "
          "the initialisation."),
        L("none: from the initialisation"));
    m.check(
        "detection.masks", L("Masks"), L("with the mask branch"),
        [](RunConfig & c) -> auto& { return c.detection.detector.masks; },
        L("<b>Mask branch</b><br>Also finds each object's outline (instance segmentation), as Mask R-CNN."));
    m.integer(
        "detection.frozen_stages", L("Frozen stages"),
        [](RunConfig & c) -> auto& { return c.detection.detector.frozenStages; }, 0, 5,
        L("<b>Frozen stages</b><br>The first ones keep their weights: 1 the stem, 2 stem and stage 1 (usual with "
          "weights to start from), and so on. Without start weights: none."),
        {}, L("none"));
    m.check(
         "detection.frozen_normalization", L("BatchNorm"), L("keeps its statistics"),
         [](RunConfig & c) -> auto& { return c.detection.detector.frozenNormalization; },
         L("<b>Frozen BatchNorm</b><br>Two images are too few for statistics: as usual, BatchNorm keeps those it came "
           "with, and its weights."))
        .whyNot = [](const RunConfig& c) {
        return c.model.normalization == spec::Normalization::Batch ? QString() : L("This network has no BatchNorm.");
    };
    m.check(
        "detection.dilated", L("Last stage"), L("dilated, stride 1"),
        [](RunConfig & c) -> auto& { return c.detection.detector.dilated; },
        L("<b>Dilated last stage</b> (Dai et al., 2017)<br>Its convolutions have stride 1 and dilation 2: one feature "
          "in 16 pixels instead of 32. As in the paper."));
    m.integer(
        "detection.short_side", L("Shorter side"), [](RunConfig & c) -> auto& { return c.detection.shortSide; }, 32,
        8192,
        L("<b>Image size</b><br>Images are resized so that their shorter side is this long; 800 as usual. Small "
          "objects "
          "need large images, and memory and time grow with the area."),
        L(" px"));
    m.integer(
        "detection.long_side", L("… longer at most"), [](RunConfig & c) -> auto& { return c.detection.longSide; }, 32,
        16384, L("<b>Longer side</b><br>An image whose longer side would be longer is made smaller; 1333 as usual."),
        L(" px"));
    m.bigInteger(
        "detection.epoch_batches", L("Batches an epoch"),
        [](RunConfig & c) -> auto& { return c.detection.epochBatches; },
        L("<b>Batches of an epoch</b><br>After so many an epoch ends, is evaluated and kept, in the middle of the data "
          "or after several passes through it."),
        L("one pass"));
    m.number(
        "detection.score_threshold", L("Least score"),
        [](RunConfig & c) -> auto& { return c.detection.detector.scoreThreshold; },
        L("<b>Least score</b><br>What is less sure is not given as found; 0.05 as usual. AP counts what is left, so a "
          "high one loses recall."));
    const QString json = L("COCO annotations (*.json);;All files (*)");
    addPathField(
        m, "detection.train_annotations", L("Training truth"),
        [](RunConfig & c) -> auto& { return c.detection.trainAnnotations; }, PathKind::File, json,
        L("<b>Annotations of the training images</b><br>In COCO's JSON format; in the data folder, or a whole path."),
        {});
    addPathField(m, "detection.train_images", L("… its images"),
                 [](RunConfig & c) -> auto& { return c.detection.trainImages; }, PathKind::Folder, {},
                 L("<b>Folder of the training images</b><br>In the data folder, or a whole path."), {});
    addPathField(m, "detection.validation_annotations", L("Validation truth"),
                 [](RunConfig & c) -> auto& { return c.detection.validationAnnotations; }, PathKind::File, json,
                 L("<b>Annotations of the validation images</b><br>AP is measured on them after every epoch."), {});
    addPathField(m, "detection.validation_images", L("… its images"),
                 [](RunConfig & c) -> auto& { return c.detection.validationImages; }, PathKind::Folder, {},
                 L("<b>Folder of the validation images</b><br>In the data folder, or a whole path."), {});
}

void addDetectorDetail(FormFieldMaker& m) {
    const QString none = L("at least one number");
    const auto detector = [](RunConfig & c) -> auto& {
        return c.detection.detector;
    };
    const auto share = [&](const char* key, const char* label, double spec::DetectorSpec::*member, const char* tip) {
        m.number(
            key, L(label), [=](RunConfig & c) -> auto& { return detector(c).*member; }, L(tip));
    };
    const auto number = [&](const char* key, const char* label, int spec::DetectorSpec::*member, const char* tip,
                            int least = 1, const QString& zero = {}) {
        m.integer(
            key, L(label), [=](RunConfig & c) -> auto& { return detector(c).*member; }, least, 1000000, L(tip), {},
            zero);
    };
    using D = spec::DetectorSpec;
    addNumbersField(
        m, "detection.anchor_sizes", L("Anchor sizes"), [=](RunConfig & c) -> auto& { return detector(c).anchorSizes; },
        L("<b>Anchors</b><br>At every feature stands a box of each size (side of the square, in pixels of the resized "
          "image) and each ratio. Objects should find one that overlaps them well: smaller images need smaller ones."),
        none);
    addNumbersField(
        m, "detection.anchor_ratios", L("… ratios"), [=](RunConfig & c) -> auto& { return detector(c).anchorRatios; },
        L("<b>Ratios</b><br>Height / width of the anchors, their area unchanged."), none);
    number("detection.proposal_channels", "Proposal channels", &D::proposalChannels,
           "<b>Channels of the proposal network's 3×3 convolution</b>", 0, L("as the feature map"));
    share("detection.proposal_positive", "Object from", &D::proposalPositive,
          "<b>Positive anchors</b><br>An anchor shows an object from this overlap (intersection over union) on.");
    share("detection.proposal_negative", "Background below", &D::proposalNegative,
          "<b>Negative anchors</b><br>Below this overlap with every object an anchor shows background; between the two "
          "it is not trained on.");
    number("detection.proposal_samples", "Anchors trained on", &D::proposalSamples,
           "<b>Sampled anchors</b><br>So many of an image, drawn by chance, are trained on.");
    share("detection.proposal_positive_share", "… objects at most", &D::proposalPositiveShare,
          "<b>Share of objects among them</b><br>At most.");
    number("detection.proposals_before_train", "Best when training", &D::proposalsBeforeTrain,
           "<b>Proposals before suppression</b><br>In training.");
    number("detection.proposals_after_train", "… kept", &D::proposalsAfterTrain,
           "<b>Proposals after suppression</b><br>In training.");
    number("detection.proposals_before_test", "Best when evaluating", &D::proposalsBeforeTest,
           "<b>Proposals before suppression</b><br>In evaluation.");
    number("detection.proposals_after_test", "… kept", &D::proposalsAfterTest,
           "<b>Proposals after suppression</b><br>In evaluation. Fewer are faster and lose recall.");
    share("detection.proposal_suppression", "Proposal overlap", &D::proposalSuppression,
          "<b>Suppression of proposals</b><br>The weaker of two that overlap more is dropped.");
    number("detection.region_samples", "Regions trained on", &D::regionSamples,
           "<b>Sampled proposals</b><br>So many of an image train the class, box and mask branches.");
    share("detection.region_positive_share", "… objects at most", &D::regionPositiveShare,
          "<b>Share of objects among them</b><br>At most.");
    share("detection.region_positive", "Object from", &D::regionPositive,
          "<b>Positive regions</b><br>A proposal shows an object from this overlap on, below it background.");
    number("detection.hidden_features", "Hidden features", &D::hiddenFeatures,
           "<b>Two fully connected layers</b><br>Features of each, before class and box.");
    number("detection.mask_channels", "Mask channels", &D::maskChannels,
           "<b>Channels of the mask branch's convolutions</b>");
    share("detection.crowd_overlap", "Crowd overlap", &D::crowdOverlap,
          "<b>Crowds</b><br>What lies in a crowd with this part of its area is not background.");
    share("detection.smoothing", "Box smoothing", &D::smoothing,
          "<b>Smooth L1</b><br>The box error is quadratic up to here; 0: the absolute error.");
    const QString four = L("four numbers");
    addNumbersField(
        m, "detection.proposal_coding",
        L("Anchor coding"), [=](RunConfig & c) -> auto& { return detector(c).proposalCoding; },
        L("<b>Box coding of anchors</b><br>What the four offsets of a proposal from its anchor are multiplied by: of "
          "its place in x and y, its width and its height."),
        four);
    addNumbersField(
        m, "detection.region_coding",
        L("Region coding"), [=](RunConfig & c) -> auto& { return detector(c).regionCoding; },
        L("<b>Box coding of regions</b><br>The same of a detection's box from its proposal. Larger numbers weigh small "
          "errors more."),
        four);
    share("detection.suppression", "Detection overlap", &D::suppression,
          "<b>Suppression of detections</b><br>Of two of one class that overlap more, the weaker is dropped.");
    number("detection.detections", "Detections at most", &D::detections, "<b>Detections of an image</b><br>At most.");
    share("detection.mask_threshold", "Mask from", &D::maskThreshold,
          "<b>Mask threshold</b><br>A pixel belongs to the mask from this probability on.");
}

}  // namespace isonet::widgets
