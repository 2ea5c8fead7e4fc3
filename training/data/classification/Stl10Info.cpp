#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {

DatasetInfo describeStl10() {
    return {
        .name = "stl10",
        .title = "STL-10",
        .channels = 3,
        .height = 96,
        .width = 96,
        .classes = 10,
        .trainImages = 5000,
        .validationImages = 8000,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put stl10_binary.tar.gz (cs.stanford.edu/~acoates/stl10), packed or unpacked, into " +
                  defaultDataFolder() + ", or set data.root to its location",
        .mean = {0.4467, 0.4398, 0.4066},
        .deviation = {0.2603, 0.2566, 0.2713},
        .classNames = {"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"},
        .aliases = {"stl-10"},
        .statisticsFrom =
            "cited: the four digits on which published PyTorch code for STL-10's training images agrees; "
            "not recomputed here",
    };
}

}  // namespace isonet::config
