#include "training/data/catalogue/Catalogue.h"

#include "model/base/DataError.h"
#include "training/config/DatasetInfo.h"
#include "training/data/detection/CocoSource.h"

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
    return source->open(config, model);
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
    if (const Source* source = findSource(config.dataset))
        return source->status(config);
    DatasetStatus status;
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
        if (status.found)
            found.push_back(std::move(status));
    }
    return found;
}

}  // namespace isonet::training
