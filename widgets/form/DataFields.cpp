#include "widgets/form/DataFields.h"

#include <QComboBox>
#include <algorithm>

#include "training/config/DatasetInfo.h"
#include "widgets/form/FieldRules.h"
#include "widgets/form/ListFields.h"
#include "widgets/form/PathFields.h"

namespace isonet::widgets {

using config::RunConfig;

namespace {

bool isImageFolder(const RunConfig& c) {
    const auto* info = config::findDataset(c.data.dataset);
    return info && info->anyShape;
}

bool isPaddedCrop(const RunConfig& c) {
    return config::cropInForce(c.data) == config::CropKind::Padded;
}

}  // namespace

void DataFields::add(FormFieldMaker& m) {
    addDataset(m);
    PathFields::addDataRoot(m);
    m.integer(
         "model.classes", tr("Classes"), [](RunConfig & c) -> auto& { return c.model.classes; }, 2, 1000000,
         tr("<b>Classes</b><br>Image folder: the number of class folders. COCO: the number of categories in the "
            "annotations."))
        .unusedReason = [](const RunConfig& c) {
        return isImageFolder(c) ? QString() : tr("the dataset defines the number of classes.");
    };
    addAugmentation(m);
    m.integer(
         "data.resize", tr("Evaluate at"), [](RunConfig & c) -> auto& { return c.data.resize; }, 0, 8192,
         tr("<b>Evaluation size</b><br>Shorter side of the image before the center crop. Default: input size / 0.875 "
            "with resized crops."),
         tr(" px"), tr("default"))
        .unusedReason = [](const RunConfig& c) {
        return isImageFolder(c) ? QString() : tr("only image folders have images of different sizes.");
    };
    m.number(
         "data.validation_fraction", tr("Validation split"),
         [](RunConfig & c) -> auto& { return c.data.validationFraction; },
         tr("<b>Validation split</b><br>For a folder without val/: this fraction of each class is held out for "
            "validation, selected by file name. With a test split: the fraction of each class of the training images "
            "that chooses the best weights."))
        .unusedReason = [](const RunConfig& c) {
        return isImageFolder(c) || c.data.testSplit ? QString() : tr("the dataset has its own validation images.");
    };
    m.check(
        "data.test_split", tr("Test split"), tr("report on other images"),
        [](RunConfig & c) -> auto& { return c.data.testSplit; },
        tr("<b>Test split</b><br>The best weights are chosen on validation images; the test images are evaluated once, "
           "at the end. They are those in test/, if the folder has train/, val/ and test/; otherwise the validation "
           "images, and a part of the training images takes their place. Off: the best weights are chosen on the "
           "images that are reported, as in the paper."));
    m.integer(
         "data.split_seed", tr("… seed"), [](RunConfig & c) -> auto& { return c.data.splitSeed; }, 0,
         config::mostSplitSeed,
         tr("<b>Seed of the split</b><br>Another seed selects other training images for validation."))
        .unusedReason = [](const RunConfig& c) { return c.data.testSplit ? QString() : tr("there is no test split."); };
    PathFields::add(
        m, "data.exclude", tr("Leave out"), [](RunConfig & c) -> auto& { return c.data.exclude; },
        {PathFields::Kind::File, tr("Text files (*.txt);;All files (*)"), false, tr("none")},
        tr("<b>Images to leave out</b><br>A text file with one image per line, as Check the dataset writes it. "
           "Empty: every image is used."));
    FormField& label = m.text(
        "data.label_key", tr("Label key"), [](RunConfig & c) -> auto& { return c.data.labelKey; },
        tr("<b>Label key</b><br>The key of the class number in the JSON files beside the images of WebDataset shards "
           "(tar files). Not used where the labels are in .cls files, folders or lists."),
        QString::fromStdString(config::DataConfig{}.labelKey));
    label.read = [read = label.read](RunConfig& c) {
        const QString problem = read(c);
        if (c.data.labelKey.empty())
            c.data.labelKey = config::DataConfig{}.labelKey;
        return problem;
    };
    label.unusedReason = [](const RunConfig& c) {
        return isImageFolder(c) ? QString() : tr("only tar files of images have labels in JSON files.");
    };
    ListFields::addNumbers(
        m, "data.mean", tr("Mean"), [](RunConfig & c) -> auto& { return c.data.mean; },
        tr("<b>Mean</b><br>Subtracted from the pixels: one number, or one per channel, from 0 to 1. Empty: the mean of "
           "the dataset."),
        tr("from the dataset"));
    ListFields::addNumbers(
        m, "data.deviation", tr("Std. deviation"), [](RunConfig & c) -> auto& { return c.data.deviation; },
        tr("<b>Standard deviation</b><br>Divides the pixels: one number, or one per channel. Empty: the standard "
           "deviation of the dataset."),
        tr("from the dataset"));
    m.check(
        "data.flip", tr("Random flip"), tr("horizontal"), [](RunConfig & c) -> auto& { return c.data.flip; },
        tr("<b>Random flip</b><br>Mirrors each training image with probability one half."));
    m.bigInteger(
        "data.train_images", tr("Training images"), [](RunConfig & c) -> auto& { return c.data.trainImages; },
        tr("<b>Training images</b><br>Use only this many, the same number per class. For quick trials."), tr("all"));
    m.bigInteger(
        "data.validation_images", tr("Validation images"),
        [](RunConfig & c) -> auto& { return c.data.validationImages; },
        tr("<b>Validation images</b><br>Measure accuracy on only this many. Use all of them for results you report."),
        tr("all"));
    m.integer(
        "data.workers", tr("Loader threads"), [](RunConfig & c) -> auto& { return c.data.workers; },
        config::automaticWorkers, 256,
        tr("<b>Loader threads</b><br>Threads that prepare batches. The number does not change the result. Automatic: "
           "on the CPU one for every four cores, with a GPU all cores but one; fixed when the run starts."),
        {}, tr("automatic"));
}

void DataFields::addDataset(FormFieldMaker& maker) {
    auto* combo = FormFieldMaker::makeComboBox();
    for (const auto& info : config::knownDatasets())
        combo->addItem(QString::fromStdString(info.title), QString::fromStdString(info.name));
    QObject::connect(combo, &QComboBox::activated, combo, maker.editedCallback());
    FormField& field = maker.custom("data.dataset", tr("Dataset"), combo,
                                    tr("<b>Dataset</b><br>The training images. Sets the network's number of channels, "
                                       "input size and number of classes."));
    field.show = [combo](const RunConfig& c) {
        const QString name = QString::fromStdString(c.data.dataset);
        int index = combo->findData(name);
        if (index < 0) {  // a file may name a dataset unknown to this version
            combo->addItem(name, name);
            index = combo->count() - 1;
        }
        combo->setCurrentIndex(index);
    };
    field.read = [combo](RunConfig& c) -> QString {
        const std::string name = combo->currentData().toString().toStdString();
        if (name == c.data.dataset)
            return {};
        const auto* info = config::findDataset(name);
        if (info)
            applyTask(c, info->detection);
        c.data.dataset = name;
        if (info && !info->detection) {
            c.model.channels = info->channels;
            c.model.classes = info->classes;
            // Smaller images are padded to 32 pixels, the size the strides of the small family are designed for.
            c.model.height = std::max(info->height, 32);
            c.model.width = std::max(info->width, 32);
        }
        return {};
    };
}

void DataFields::addAugmentation(FormFieldMaker& m) {
    m.choice<config::CropKind>(
        "data.crop", tr("Crops"), [](RunConfig & c) -> auto& { return c.data.crop; },
        tr("<b>Random crops of training images</b><br>Padded: the whole image, shifted. Resized: a part of random area "
           "and aspect ratio, resized to the input (image folders only). Default: resized for an image folder, padded "
           "otherwise."));
    m.integer(
         "data.crop_padding", tr("… padding"), [](RunConfig & c) -> auto& { return c.data.cropPadding; }, 0, 32,
         tr("<b>Padding</b><br>Training images are padded by this many pixels on each side and cropped back at a "
            "random position."),
         tr(" px"), tr("off"))
        .unusedReason = [](const RunConfig& c) { return isPaddedCrop(c) ? QString() : tr("crops are resized."); };
    m.number(
         "data.crop_area", tr("… minimum area"), [](RunConfig & c) -> auto& { return c.data.cropArea; },
         tr("<b>Minimum area</b><br>A resized crop keeps at least this fraction of the image; typically 0.08."))
        .unusedReason = [](const RunConfig& c) { return isPaddedCrop(c) ? tr("crops are padded.") : QString(); };
}

}  // namespace isonet::widgets
