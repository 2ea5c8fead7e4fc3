#include "training/config/DatasetInfo.h"

namespace isonet::config {

DatasetInfo describeCoco() {
    return {
        .name = "coco",
        .title = "COCO (detection)",
        .channels = 3,
        .height = 224,
        .width = 224,
        .classes = 80,
        .trainImages = 118287,
        .validationImages = 5000,
        .remedy =
            "set data.root to a folder with annotations/ and the image folders, laid out like COCO "
            "(annotations/instances_train2017.json, train2017/, ...; cocodataset.org)",
        .mean = {0.485, 0.456, 0.406},
        .deviation = {0.229, 0.224, 0.225},
        .anyShape = true,
        .detection = true,
        .statisticsFrom = "cited: ImageNet's, as torchvision normalizes",
    };
}

}  // namespace isonet::config
