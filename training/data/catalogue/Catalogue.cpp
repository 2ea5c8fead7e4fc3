#include "training/data/catalogue/Catalogue.h"

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/classification/TestSplit.h"
#include "training/data/detection/CocoSource.h"
#include "training/data/images/RemainingImages.h"

namespace isonet::training {

#define ISONET_DATASET(NAME)                                                                \
    DatasetPair open##NAME(const config::DataConfig& config, const spec::ModelSpec& model); \
    DatasetStatus statusOf##NAME(const config::DataConfig& config);
#include "training/config/Datasets.def"
#undef ISONET_DATASET

namespace {

// In the order of config::knownDatasets().
struct Source {
    DatasetPair (*open)(const config::DataConfig&, const spec::ModelSpec&);
    DatasetStatus (*status)(const config::DataConfig&);
};
constexpr Source sources[] = {
#define ISONET_DATASET(NAME) {open##NAME, statusOf##NAME},
#include "training/config/Datasets.def"
#undef ISONET_DATASET
};

const Source* findSource(const std::string& name) {
    const config::DatasetInfo* info = config::findDataset(name);
    return info ? sources + (info - config::knownDatasets().data()) : nullptr;
}

config::DataConfig allImages(config::DataConfig config) {
    config.trainImages = config.validationImages = 0;
    return config;
}

DatasetPair opened(const Source& source, const config::DataConfig& config, const spec::ModelSpec& model) {
    DatasetPair data = source.open(config, model);
    return config.exclude.empty() ? data : withoutImages(data, config.exclude, config.root);
}

std::string unknown(const std::string& name) {
    std::string message = "Unknown dataset \"" + name + "\"; accepted:";
    for (const auto& info : config::knownDatasets())
        message += " " + info.name;
    return message + ".";
}

}  // namespace

DatasetPair openDatasets(const config::DataConfig& config, const spec::ModelSpec& model) {
    const Source* source = findSource(config.dataset);
    if (!source)
        throw DataError(unknown(config.dataset));
    if (!config.testSplit)
        return opened(*source, config, model);
    return withTestSplit(opened(*source, allImages(config), model), config);
}

std::shared_ptr<const Dataset> openTestPart(const config::DataConfig& config, const spec::ModelSpec& model) {
    if (config.testSplit)
        return openDatasets(config, model).test;
    const Source* source = findSource(config.dataset);
    if (!source)
        throw DataError(unknown(config.dataset));
    config::DataConfig whole = allImages(config);
    whole.testSplit = true;
    auto test = opened(*source, whole, model).test;
    if (!test)
        throw DataError(
            config.dataset +
            " has no test split besides training and validation, and the run was not trained with data.test_split: all "
            "images that it did not train on were used to choose its best.pt. Accepted: --split validation.");
    return test;
}

DatasetPair openWhole(const config::DataConfig& config) {
    const DatasetStatus status = datasetStatus(config);
    if (!status.found)
        throw DataError(status.message);
    config::DataConfig data;
    data.dataset = config.dataset;
    data.root = config.root;
    data.exclude = config.exclude;
    data.commonFormats = config.commonFormats;
    data.labelKey = config.labelKey;
    data.validationFraction = config.validationFraction;
    data.testSplit = true;  // its own test part, too
    spec::ModelSpec model;
    model.channels = status.info.channels;
    model.height = status.info.height;
    model.width = status.info.width;
    model.classes = static_cast<int>(status.classes);
    return opened(*findSource(config.dataset), data, model);
}

std::vector<DatasetStatus> datasetStatus() {
    std::vector<DatasetStatus> all;
    for (const auto& info : config::knownDatasets()) {
        config::DataConfig config;
        config.dataset = info.name;
        all.push_back(datasetStatus(config));
    }
    return all;
}

DatasetStatus datasetStatus(const config::DataConfig& config) {
    DatasetStatus status;
    if (const Source* source = findSource(config.dataset)) {
        status = source->status(config);
        if (status.found && !config.exclude.empty())
            status.message += "; without the images that " + config.exclude + " names";
        return status;
    }
    status.info.name = config.dataset;
    status.message = unknown(config.dataset);
    return status;
}

DatasetStatus datasetStatus(const config::RunConfig& config) {
    return config::isDetection(config) ? cocoStatus(config) : datasetStatus(config.data);
}

std::vector<DatasetStatus> datasetsIn(const std::string& path) {
    std::vector<DatasetStatus> found;
    for (const auto& info : config::knownDatasets()) {
        config::DataConfig config;
        config.dataset = info.name;
        config.root = path;
        DatasetStatus status = datasetStatus(config);
        if (!status.alternatives.empty())
            status.message += "; by their names and sizes, the files may also be those of " + status.alternatives;
        if (status.found || status.present)
            found.push_back(std::move(status));
    }
    return found;
}

std::string severalDatasets(const std::vector<DatasetStatus>& statuses) {
    std::vector<std::string> names;
    for (const DatasetStatus& status : statuses)
        if (status.found)
            names.push_back(status.info.title + " (" + status.info.name + ")");
    if (names.size() < 2)
        return {};
    std::string text = std::to_string(names.size()) + " datasets are here: ";
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

}  // namespace isonet::training
