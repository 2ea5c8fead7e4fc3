// KMNIST, also Kuzushiji-MNIST (Clanuwat et al., 2018): 60,000 + 10,000 handwritten hiragana in ten classes.
#include "training/data/classification/MnistFamily.h"

namespace isonet::training {

static const MnistSet kmnist{"kmnist", {"KMNIST", "Kuzushiji-MNIST"}};

DatasetPair openKmnist(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(kmnist, config, model);
}

DatasetStatus statusOfKmnist(const config::DataConfig& config) {
    return statusOfMnistSet(kmnist, config);
}

}  // namespace isonet::training
