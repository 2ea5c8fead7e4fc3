#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {

namespace {

DatasetInfo describeSvhnParts(const std::string& name, const std::string& title, const std::string& files,
                              std::int64_t trainImages) {
    return {
        .name = name,
        .title = title,
        .channels = 3,
        .height = 32,
        .width = 32,
        .classes = 10,
        .trainImages = trainImages,
        .validationImages = 26032,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put " + files + ", format 2 of SVHN (ufldl.stanford.edu/housenumbers), into " + defaultDataFolder() +
                  ", or set data.root to their folder",
        .mean = {0.4377, 0.4438, 0.4728},
        .deviation = {0.1980, 0.2010, 0.1970},
        .classNames = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        .statisticsFrom = "cited: SVHN's training images, deepcore/datasets/svhn.py of github.com/PatrickZH/DeepCore",
    };
}

}  // namespace

DatasetInfo describeSvhn() {
    return describeSvhnParts("svhn", "SVHN", "train_32x32.mat and test_32x32.mat", 73257);
}

// Normalized like svhn, so that networks trained on either can be compared.
DatasetInfo describeSvhnExtra() {
    return describeSvhnParts("svhn-extra", "SVHN with extra images",
                             "train_32x32.mat, extra_32x32.mat and test_32x32.mat", 73257 + 531131);
}

}  // namespace isonet::config
