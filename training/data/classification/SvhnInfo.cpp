#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {

DatasetInfo describeSvhn() {
    return {
        .name = "svhn",
        .title = "SVHN",
        .channels = 3,
        .height = 32,
        .width = 32,
        .classes = 10,
        .trainImages = 73257,
        .validationImages = 26032,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put train_32x32.mat and test_32x32.mat, format 2 of SVHN (ufldl.stanford.edu/housenumbers), into " +
                  defaultDataFolder() + ", or set data.root to their folder",
        .mean = {0.4377, 0.4438, 0.4728},  // commonly cited values of the training set, not computed here
        .deviation = {0.1980, 0.2010, 0.1970},
        .classNames = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
    };
}

}  // namespace isonet::config
