#include "training/config/DatasetInfo.h"

#include <algorithm>

namespace isonet::config {

#define ISONET_DATASET(NAME) DatasetInfo describe##NAME();
#include "training/config/Datasets.def"
#undef ISONET_DATASET

const std::vector<DatasetInfo>& knownDatasets() {
    static const std::vector<DatasetInfo> datasets = {
#define ISONET_DATASET(NAME) describe##NAME(),
#include "training/config/Datasets.def"
#undef ISONET_DATASET
    };
    return datasets;
}

const DatasetInfo* findDataset(const std::string& name) {
    for (const auto& info : knownDatasets())
        if (info.name == name || std::find(info.aliases.begin(), info.aliases.end(), name) != info.aliases.end())
            return &info;
    return nullptr;
}

}  // namespace isonet::config
