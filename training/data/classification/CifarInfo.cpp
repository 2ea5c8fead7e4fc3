// CIFAR-10 and CIFAR-100: class names in label order, as in their label files.
#include <utility>

#include "training/config/DatasetInfo.h"
#include "training/config/UserFolders.h"

namespace isonet::config {
namespace {

DatasetInfo describeCifar(const std::string& number, int classes, std::vector<double> mean,
                          std::vector<double> deviation, std::vector<std::string> classNames) {
    return {
        .name = "cifar" + number,
        .title = "CIFAR-" + number,
        .channels = 3,
        .height = 32,
        .width = 32,
        .classes = classes,
        .trainImages = 50000,
        .validationImages = 10000,
        .defaultRoot = defaultDataFolder(),
        .remedy = "put cifar-" + number + "-binary.tar.gz or cifar-" + number +
                  "-python.tar.gz from the University of Toronto's CIFAR page (www.cs.toronto.edu/~kriz/cifar.html), "
                  "packed or unpacked, into " +
                  defaultDataFolder() + ", or set data.root to its location",
        .mean = std::move(mean),
        .deviation = std::move(deviation),
        .classNames = std::move(classNames),
        .statisticsFrom = "cited: the values, to eight digits, of published training code for CIFAR-" + number,
    };
}

}  // namespace

DatasetInfo describeCifar10() {
    return describeCifar("10", 10, {0.49139968, 0.48215841, 0.44653091}, {0.24703223, 0.24348513, 0.26158784},
                         {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"});
}

DatasetInfo describeCifar100() {
    return describeCifar(
        "100", 100, {0.50707516, 0.48654887, 0.44091784}, {0.26733429, 0.25643846, 0.27615047},
        {"apple",      "aquarium_fish", "baby",         "bear",       "beaver",      "bed",         "bee",
         "beetle",     "bicycle",       "bottle",       "bowl",       "boy",         "bridge",      "bus",
         "butterfly",  "camel",         "can",          "castle",     "caterpillar", "cattle",      "chair",
         "chimpanzee", "clock",         "cloud",        "cockroach",  "couch",       "crab",        "crocodile",
         "cup",        "dinosaur",      "dolphin",      "elephant",   "flatfish",    "forest",      "fox",
         "girl",       "hamster",       "house",        "kangaroo",   "keyboard",    "lamp",        "lawn_mower",
         "leopard",    "lion",          "lizard",       "lobster",    "man",         "maple_tree",  "motorcycle",
         "mountain",   "mouse",         "mushroom",     "oak_tree",   "orange",      "orchid",      "otter",
         "palm_tree",  "pear",          "pickup_truck", "pine_tree",  "plain",       "plate",       "poppy",
         "porcupine",  "possum",        "rabbit",       "raccoon",    "ray",         "road",        "rocket",
         "rose",       "sea",           "seal",         "shark",      "shrew",       "skunk",       "skyscraper",
         "snail",      "snake",         "spider",       "squirrel",   "streetcar",   "sunflower",   "sweet_pepper",
         "table",      "tank",          "telephone",    "television", "tiger",       "tractor",     "train",
         "trout",      "tulip",         "turtle",       "wardrobe",   "whale",       "willow_tree", "wolf",
         "woman",      "worm"});
}

}  // namespace isonet::config
