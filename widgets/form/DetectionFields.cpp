#include "widgets/form/DetectionFields.h"

#include "widgets/form/PathFields.h"
#include "widgets/form/Shorthand.h"

namespace isonet::widgets {

using config::RunConfig;

void DetectionFields::add(FormFieldMaker& m) {
    PathFields::add(
        m, "detection.weights", tr("Initial weights"), [](RunConfig & c) -> auto& { return c.detection.weights; },
        {PathFields::Kind::File, tr("Weights (*.pt *.pth *.safetensors);;All files (*)"), false,
         tr("none: use the initialization")},
        tr("<b>Initial weights</b><br>Weights for the backbone: the folder of a classification run, a checkpoint of "
           "it, or an imported checkpoint of the same network. Table 6 of the paper starts from ImageNet weights. "
           "Empty: use the initialization."));
    m.check(
        "detection.masks", tr("Masks"), tr("add the mask branch"),
        [](RunConfig & c) -> auto& { return c.detection.detector.masks; },
        tr("<b>Mask branch</b><br>Also predicts a mask for each object (instance segmentation), as in Mask R-CNN."));
    m.integer(
        "detection.frozen_stages", tr("Frozen stages"),
        [](RunConfig & c) -> auto& { return c.detection.detector.frozenStages; }, 0, 5,
        tr("<b>Frozen stages</b><br>Number of leading stages that are not trained: 1 the stem, 2 the stem and stage 1 "
           "(typical with initial weights), and so on. Use 0 without initial weights."),
        {}, tr("none"));
    m.check(
         "detection.frozen_normalization", tr("BatchNorm"), tr("frozen"),
         [](RunConfig & c) -> auto& { return c.detection.detector.frozenNormalization; },
         tr("<b>Frozen BatchNorm</b><br>Two images per batch are too few for batch statistics. Frozen BatchNorm keeps "
            "the statistics and weights it was loaded with."))
        .unusedReason = [](const RunConfig& c) {
        return hasNormalization(c, spec::Normalization::Batch) ? QString() : tr("the network has no BatchNorm.");
    };
    m.check(
        "detection.dilated", tr("Last stage"), tr("dilated, stride 1"),
        [](RunConfig & c) -> auto& { return c.detection.detector.dilated; },
        tr("<b>Dilated last stage</b> (Dai et al., 2017)<br>Stride 1 and dilation 2 in the last stage: a feature "
           "stride of 16 pixels instead of 32. Used in the paper."));
    m.integer(
        "detection.short_side", tr("Shorter side"), [](RunConfig & c) -> auto& { return c.detection.shortSide; }, 32,
        8192,
        tr("<b>Image size</b><br>Images are resized so that the shorter side has this length; typically 800. Small "
           "objects need large images; memory and time grow with the area."),
        tr(" px"));
    m.integer(
        "detection.long_side", tr("… max. longer side"), [](RunConfig & c) -> auto& { return c.detection.longSide; },
        32, 16384,
        tr("<b>Maximum longer side</b><br>Images are resized less if the longer side would exceed this; typically "
           "1333."),
        tr(" px"));
    m.bigInteger(
        "detection.epoch_batches", tr("Batches per epoch"),
        [](RunConfig & c) -> auto& { return c.detection.epochBatches; },
        tr("<b>Batches per epoch</b><br>An epoch ends after this many batches, independent of the dataset size. "
           "Evaluation and checkpoint follow each epoch."),
        tr("one pass"));
    m.number(
        "detection.score_threshold", tr("Score threshold"),
        [](RunConfig & c) -> auto& { return c.detection.detector.scoreThreshold; },
        tr("<b>Score threshold</b><br>Detections with a lower score are discarded; typically 0.05. AP is computed from "
           "the rest, so a high threshold reduces recall."));
    addAnnotations(m);
}

void DetectionFields::addAnnotations(FormFieldMaker& m) {
    const PathFields::Options json{PathFields::Kind::File, tr("COCO annotations (*.json);;All files (*)"), true, {}};
    const PathFields::Options folder{PathFields::Kind::Folder, {}, true, {}};
    PathFields::add(
        m, "detection.train_annotations", tr("Training annotations"),
        [](RunConfig & c) -> auto& { return c.detection.trainAnnotations; }, json,
        tr("<b>Training annotations</b><br>COCO JSON file; relative to the data folder, or an absolute path."));
    PathFields::add(
        m, "detection.train_images", tr("… images"), [](RunConfig & c) -> auto& { return c.detection.trainImages; },
        folder, tr("<b>Folder of training images</b><br>Relative to the data folder, or an absolute path."));
    PathFields::add(
        m, "detection.validation_annotations", tr("Val. annotations"),
        [](RunConfig & c) -> auto& { return c.detection.validationAnnotations; }, json,
        tr("<b>Validation annotations</b><br>COCO JSON file; AP is measured on it after every epoch."));
    PathFields::add(
        m, "detection.validation_images", tr("… images"),
        [](RunConfig & c) -> auto& { return c.detection.validationImages; }, folder,
        tr("<b>Folder of validation images</b><br>Relative to the data folder, or an absolute path."));
}

}  // namespace isonet::widgets
