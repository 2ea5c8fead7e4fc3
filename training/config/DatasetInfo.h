// What is known about each dataset without opening it, for validation and the form. The table is Datasets.def.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isonet::config {

struct DatasetInfo {
    std::string name;   // "fashion-mnist"
    std::string title;  // "Fashion-MNIST"
    int channels = 3, height = 0, width = 0, classes = 0;
    std::int64_t trainImages = 0, validationImages = 0;
    std::string defaultRoot{};                // where it is looked for if data.root is empty
    std::string remedy{};                     // how to get it: "apt-get install dataset-fashion-mnist"
    std::vector<double> mean{}, deviation{};  // of the training images' pixels, per channel, in [0, 1]
    // A folder of images has its own sizes, classes and counts: the values above are defaults (ImageNet's or COCO's),
    // and the network may have 1 or 3 channels. data.root is required, and data.resize and the crops apply.
    bool anyShape = false;
    bool detection = false;                 // objects with boxes and masks instead of image classes
    std::vector<std::string> classNames{};  // if they are always the same
    int cropPadding = 4;                    // default data.crop_padding of the small-image family, pixels
    std::vector<std::string> aliases{};     // names in files of earlier versions
    // Where mean and deviation are from: "computed from its training images", or "cited: " and the source. Constants,
    // so that a run has the same input wherever it is resumed; `isonet datasets PATH --check` measures the images.
    std::string statisticsFrom{};
};

// All datasets, in the order of Datasets.def.
const std::vector<DatasetInfo>& knownDatasets();
// By name or alias; null if unknown.
const DatasetInfo* findDataset(const std::string& name);

}  // namespace isonet::config
