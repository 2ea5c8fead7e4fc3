#include "training/config/DatasetInfo.h"

namespace isonet::config {

// The values are ImageNet's.
DatasetInfo describeFolder() {
    return {
        .name = "folder",
        .title = "Folder of images",
        .channels = 3,
        .height = 224,
        .width = 224,
        .classes = 1000,
        .trainImages = 1281167,
        .validationImages = 50000,
        .remedy =
            "set data.root to a folder with train/ and val/, each with one folder of images per class (as in "
            "ImageNet), or to a folder of class folders",
        .mean = {0.485, 0.456, 0.406},
        .deviation = {0.229, 0.224, 0.225},
        .anyShape = true,
        .aliases = {"image-folder"},
        .statisticsFrom = "cited: ImageNet's, as torchvision normalizes",
    };
}

}  // namespace isonet::config
