#include "training/config/DatasetInfo.h"

namespace isonet::config {

DatasetInfo describeFashionMnist() {
    return {
        .name = "fashion-mnist",
        .title = "Fashion-MNIST",
        .channels = 1,
        .height = 28,
        .width = 28,
        .classes = 10,
        .trainImages = 60000,
        .validationImages = 10000,
        .defaultRoot = "/usr/share/datasets/fashion-mnist",
        .remedy = "apt-get install dataset-fashion-mnist",
        .mean = {0.2860406},
        .deviation = {0.3530242},
        .classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                       "Ankle boot"},
        .cropPadding = 2,  // four would cut off parts of the clothes
        .statisticsFrom = "computed from its training images",
    };
}

}  // namespace isonet::config
