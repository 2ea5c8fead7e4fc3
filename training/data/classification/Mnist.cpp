// MNIST (LeCun, Cortes and Burges, 1998): 60,000 + 10,000 handwritten digits.
#include "training/data/classification/MnistFamily.h"

namespace isonet::training {

static const MnistSet mnist{"mnist", {"MNIST"}};

DatasetPair openMnist(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(mnist, config, model);
}

DatasetStatus statusOfMnist(const config::DataConfig& config) {
    return statusOfMnistSet(mnist, config);
}

}  // namespace isonet::training
