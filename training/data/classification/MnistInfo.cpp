#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {

DatasetInfo describeMnist() {
    return {
        .name = "mnist",
        .title = "MNIST",
        .channels = 1,
        .height = 28,
        .width = 28,
        .classes = 10,
        .trainImages = 60000,
        .validationImages = 10000,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put the four idx files of MNIST (yann.lecun.com/exdb/mnist), packed or unpacked, into " +
                  defaultDataFolder() + "/MNIST/raw, as torchvision does, or set data.root to their folder",
        .mean = {0.1307},
        .deviation = {0.3081},
        .classNames = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        .cropPadding = 2,  // as for Fashion-MNIST
        .statisticsFrom = "cited: PyTorch's own MNIST example",
    };
}

}  // namespace isonet::config
