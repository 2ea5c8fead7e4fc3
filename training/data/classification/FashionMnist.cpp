#include "training/data/classification/FashionMnist.h"

#include "training/data/classification/MnistFamily.h"

namespace isonet::training {

static const MnistSet fashionMnist{"fashion-mnist", {"FashionMNIST", "FMNIST"}};

DatasetPair openFashionMnist(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(fashionMnist, config, model);
}

DatasetStatus statusOfFashionMnist(const config::DataConfig& config) {
    return statusOfMnistSet(fashionMnist, config);
}

}  // namespace isonet::training
