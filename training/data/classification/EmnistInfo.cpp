// EMNIST's six splits. Class names in label order, as in emnist-SPLIT-mapping.txt; where lower and upper case are
// merged in by-merge and balanced, the upper case stands for both; letters merges all and has torchvision's names.
#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {
namespace {

// One name for each character.
std::vector<std::string> emnistNames(const std::string& characters) {
    std::vector<std::string> all;
    for (const char character : characters)
        all.emplace_back(1, character);
    return all;
}

constexpr const char* const emnistDigits = "0123456789";
constexpr const char* const emnistUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr const char* const emnistLower = "abcdefghijklmnopqrstuvwxyz";
constexpr const char* const emnistUnlike = "abdefghnqrt";  // lower case that does not look like upper case

DatasetInfo describeEmnist(const std::string& split, const std::string& title, const std::string& characters,
                           std::int64_t trainImages, std::int64_t testImages, double mean, double deviation) {
    return {
        .name = "emnist-" + split,
        .title = "EMNIST " + title,
        .channels = 1,
        .height = 28,
        .width = 28,
        .classes = static_cast<int>(characters.size()),
        .trainImages = trainImages,
        .validationImages = testImages,
        .defaultRoot = defaultDataFolder(),
        .remedy =
            "put gzip.zip of EMNIST (www.nist.gov/itl/products-and-services/emnist-dataset), or its files emnist-" +
            split + "-..., into " + defaultDataFolder() +
            "/EMNIST/raw, as torchvision does, or set data.root to their folder",
        .mean = {mean},
        .deviation = {deviation},
        .classNames = emnistNames(characters),
        .cropPadding = 2,  // as for Fashion-MNIST
        .statisticsFrom = "cited: emnist_normalization() of PyTorch Lightning Bolts, three digits",
    };
}

}  // namespace

DatasetInfo describeEmnistByClass() {
    return describeEmnist("byclass", "By Class", std::string(emnistDigits) + emnistUpper + emnistLower, 697932, 116323,
                          0.174, 0.332);
}

DatasetInfo describeEmnistByMerge() {
    return describeEmnist("bymerge", "By Merge", std::string(emnistDigits) + emnistUpper + emnistUnlike, 697932, 116323,
                          0.174, 0.332);
}

DatasetInfo describeEmnistBalanced() {
    return describeEmnist("balanced", "Balanced", std::string(emnistDigits) + emnistUpper + emnistUnlike, 112800, 18800,
                          0.175, 0.333);
}

DatasetInfo describeEmnistLetters() {
    return describeEmnist("letters", "Letters", emnistLower, 124800, 20800, 0.172, 0.331);
}

DatasetInfo describeEmnistDigits() {
    return describeEmnist("digits", "Digits", emnistDigits, 240000, 40000, 0.173, 0.332);
}

DatasetInfo describeEmnistMnist() {
    return describeEmnist("mnist", "MNIST", emnistDigits, 60000, 10000, 0.173, 0.332);
}

}  // namespace isonet::config
