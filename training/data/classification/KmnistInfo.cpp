#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {

DatasetInfo describeKmnist() {
    return {
        .name = "kmnist",
        .title = "KMNIST",
        .channels = 1,
        .height = 28,
        .width = 28,
        .classes = 10,
        .trainImages = 60000,
        .validationImages = 10000,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put the four idx files of KMNIST (github.com/rois-codh/kmnist), packed or unpacked, into " +
                  defaultDataFolder() + "/KMNIST/raw, as torchvision does, or set data.root to their folder",
        .mean = {0.1918},
        .deviation = {0.3483},
        .classNames = {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
        .cropPadding = 2,  // as for Fashion-MNIST
        .aliases = {"kuzushiji-mnist"},
        .statisticsFrom =
            "cited: the four digits on which published PyTorch code for KMNIST agrees; not recomputed here",
    };
}

}  // namespace isonet::config
