// An experiment at another scale: other data, depth, length. The paper's tables are 34 layers on ImageNet for 100
// epochs; a workstation asks the same questions of a small network for minutes. What is changed, and by which rule, is
// said in the experiment's notes, which every table of results carries.
//
// Rules:
// - Small images (up to 64 pixels) take the published small-image family: a 3x3 stem, three stages of 16, 32 and 64
//   channels, depth 6 n + 2; batches of 128, as published. A depth that is not asked for becomes the nearest one of the
//   family, of two equally near ones the deeper: 18 -> 20, 34 -> 32, 50 -> 50, 101 -> 104.
// - The learning rate goes with the batch size (Goyal et al., 2017): rate * batch / 256 here. For ISONet that is 0.01
// at
//   128. It is no luxury: without normalisation ISONet-20 on Fashion-MNIST was seen to diverge at the paper's own 0.02
//   (step 167, batches of 128), and at 0.05 (step 48); 0.01 with half an epoch of warm-up trained.
// - Milestones and warm-up keep their share of the epochs; the warm-up lasts half an epoch at least, where it was that
//   long. Below ten epochs a
//   cosine takes the place of the steps, which would leave so short a run little time at the full rate (ISONet-20 on
//   Fashion-MNIST, two epochs with steps at 30, 60 and 90 %: 73.6 %).
// - Table 6 trains detectors: on COCO or data in its format (data.root), its length in updates (`iterations`), which
// are
//   shared out evenly among the epochs. Each row's backbone starts from weights of its own:
//   "ROW:detection.weights=FILE".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/config/Experiment.h"

namespace isonet::experiments {

struct Scale {
    std::string dataset;              // empty: the experiment's own
    std::optional<std::string> root;  // folder of its files
    // Every row at each of these depths. Where rows differ by depth alone (Tables 4 and 5): in place of the
    // experiment's depths in rising order; where there are fewer, the deepest are left out. Empty: the nearest that are
    // possible.
    std::vector<int> depths;
    std::optional<int> epochs, batchSize;
    std::optional<std::int64_t> iterations;  // updates of a detector, in all epochs
    std::optional<std::int64_t> images, validationImages;
    std::optional<double> failsBelow;
    std::vector<std::string> rows;  // labels or folder names; empty: all
    // key=value for every row, or ROW:key=value for those of this label, name or folder in the original; after all
    // else, in order.
    std::vector<std::string> assignments;
};

// Throws config::ConfigError: unknown data set, depth, key or row, or rows that cannot run as they are now.
config::Experiment scaled(const config::Experiment& experiment, const Scale& scale);

}  // namespace isonet::experiments
