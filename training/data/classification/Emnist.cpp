// EMNIST (Cohen et al., 2017): handwritten letters and digits of NIST Special Database 19 in six splits, each a
// dataset. Files emnist-SPLIT-train-images-idx3-ubyte and so on, all in one gzip.zip (earlier emnist.zip) as published;
// images are stored
// by columns, letters are numbered from 1.
#include "training/data/classification/MnistFamily.h"

namespace isonet::training {
namespace {

MnistSet emnist(const std::string& split) {
    const std::string name = "emnist-" + split;
    return {name,
            {"EMNIST"},
            name + "-train",
            name + "-test",
            split == "letters" ? 1 : 0,
            true,
            {"gzip.zip", "emnist.zip"}};
}

}  // namespace

DatasetPair openEmnistByClass(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("byclass"), config, model);
}

DatasetStatus statusOfEmnistByClass(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("byclass"), config);
}

DatasetPair openEmnistByMerge(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("bymerge"), config, model);
}

DatasetStatus statusOfEmnistByMerge(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("bymerge"), config);
}

DatasetPair openEmnistBalanced(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("balanced"), config, model);
}

DatasetStatus statusOfEmnistBalanced(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("balanced"), config);
}

DatasetPair openEmnistLetters(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("letters"), config, model);
}

DatasetStatus statusOfEmnistLetters(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("letters"), config);
}

DatasetPair openEmnistDigits(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("digits"), config, model);
}

DatasetStatus statusOfEmnistDigits(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("digits"), config);
}

DatasetPair openEmnistMnist(const config::DataConfig& config, const spec::ModelSpec& model) {
    return openMnistSet(emnist("mnist"), config, model);
}

DatasetStatus statusOfEmnistMnist(const config::DataConfig& config) {
    return statusOfMnistSet(emnist("mnist"), config);
}

}  // namespace isonet::training
