// Runs a sweep at another scale: different data, depth or length. The paper's tables use 34 layers on ImageNet for 100
// epochs; on a workstation the same questions can be asked with a small network in minutes. Every change is recorded in
// the sweep's notes, which appear below each results table.
//
// Rules:
// - Small images (up to 64 pixels) use the published small-image family: a 3x3 stem, three stages of 16, 32 and 64
//   channels, depth 6 n + 2, batches of 128. Unless depths are given, each depth becomes the nearest one of the family
//   (the deeper of two): 18 -> 20, 34 -> 32, 50 -> 50, 101 -> 104.
// - The learning rate scales with the batch size (Goyal et al., 2017): rate * batch / 256, so 0.01 for ISONet at 128.
//   This matters without normalization: ISONet-20 on Fashion-MNIST with batches of 128 diverged at the paper's 0.02
//   (step 167) and at 0.05 (step 48); 0.01 with half an epoch of warmup trained.
// - Milestones and warmup keep their fraction of the epochs; a warmup of half an epoch or more stays at least that
//   long. Below ten epochs a cosine schedule replaces the steps, which would leave a short run little time at the
//   full rate (ISONet-20 on Fashion-MNIST, two epochs with steps at 30, 60 and 90 %: 73.6 %).
// - Rows with a time limit have epochs that it never reaches; another limit scales them in proportion.
// - Table 6 trains detectors on COCO or data in its format (data.root). Its length is given in updates (`iterations`),
//   divided evenly among the epochs. Each row's backbone starts from its own weights: "ROW:detection.weights=FILE".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "training/sweeps/Sweep.h"

namespace isonet::sweeps {

struct Scale {
    std::string dataset;              // empty: the sweep's own
    std::optional<std::string> root;  // data.root
    // Every row at each of these depths. If rows differ only in depth (Tables 4 and 5), they replace the sweep's depths
    // in ascending order, and with fewer depths the deepest rows are dropped. Empty: nearest valid depths.
    std::vector<int> depths;
    std::optional<int> epochs, batchSize;
    std::optional<double> timeLimit;         // minutes, of the rows with a run.time_limit
    std::optional<std::int64_t> iterations;  // updates of a detector, over all epochs
    std::optional<std::int64_t> images, validationImages;
    std::optional<double> failsBelow;
    std::vector<std::string> rows;  // labels or folder names; empty: all
    // key=value for every row, or ROW:key=value for rows with this label, name or folder in the original. Applied last,
    // in order; milestones and warmup that are not among them follow run.epochs.
    std::vector<std::string> assignments;
    bool operator==(const Scale&) const = default;
};

// Throws config::ConfigError: unknown dataset, depth, key or row, or rows that are not valid after scaling.
Sweep scaled(const Sweep& sweep, const Scale& scale);

}  // namespace isonet::sweeps
