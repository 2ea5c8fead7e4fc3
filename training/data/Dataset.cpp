#include "training/data/Dataset.h"

#include "training/data/Cifar.h"
#include "training/data/CifarNames.h"
#include "training/data/CocoSource.h"
#include "training/data/FashionMnist.h"
#include "training/data/FolderDataset.h"

namespace isonet::training {
namespace {

// One row per data set that the engine can open.
struct Source {
    const char* name;
    DatasetPair (*open)(const config::DataConfig&, const spec::ModelSpec&);
    DatasetStatus (*status)(const config::DataConfig&);
};
constexpr Source sources[] = {{"fashion-mnist", openFashionMnist, fashionMnistStatus},
                              {"cifar10", openCifar, cifarStatus},
                              {"cifar100", openCifar, cifarStatus},
                              {"folder", openFolder, folderStatus},
                              {"coco", openCoco, cocoStatus}};

const Source* findSource(const std::string& name) {
    const config::DatasetFacts* facts = config::findDataset(name);
    for (const Source& source : sources)
        if (facts && facts->name == source.name)
            return &source;
    return nullptr;
}

std::string unknown(const std::string& name) {
    std::string message = "Unknown data set \"" + name + "\"; accepted:";
    for (const Source& source : sources)
        message += std::string(" ") + source.name;
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
    for (const Source& source : sources) {
        config::DataConfig config;
        config.dataset = source.name;
        all.push_back(source.status(config));
    }
    return all;
}

DatasetStatus datasetStatus(const config::DataConfig& config) {
    if (const Source* source = findSource(config.dataset))
        return source->status(config);
    DatasetStatus status;
    status.facts = {};
    status.facts.name = config.dataset;
    status.message = unknown(config.dataset);
    return status;
}

DatasetStatus datasetStatus(const config::RunConfig& config) {
    return config::isDetection(config) ? cocoStatus(config) : datasetStatus(config.data);
}

std::vector<std::string> knownClassNames(const std::string& dataset) {
    if (dataset == "fashion-mnist")
        return fashionMnistNames();
    if (dataset == "cifar10")
        return cifar10Names();
    return dataset == "cifar100" ? cifar100Names() : std::vector<std::string>();
}

std::vector<DatasetStatus> datasetsIn(const std::string& path) {
    std::vector<DatasetStatus> found;
    for (const Source& source : sources) {
        config::DataConfig config;
        config.dataset = source.name;
        config.root = path;
        DatasetStatus status = source.status(config);
        if (status.found)
            found.push_back(std::move(status));
    }
    return found;
}

}  // namespace isonet::training
