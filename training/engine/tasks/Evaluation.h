// Accuracy and cross entropy of a classifier on a dataset.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

struct EvaluationResult {
    std::int64_t images = 0;
    double top1 = 0, top5 = 0;  // percent
    double crossEntropy = 0;    // mean per image
    // If asked for (Certificate.h): the bound from pixels to logits, and percent certified by radius, of the margins in
    // the run's precision.
    double lipschitz = 0;
    std::vector<double> certified;
};

// Runs in evaluation mode, in the run's precision, and restores the previous mode. Order and batch size change the
// result only by rounding. After a stop request it returns the result so far. `group`: its ranks share the images.
// `certified`: also certified accuracy; throws DataError if the normalization of the images is not known.
EvaluationResult evaluate(model::Network& network, const Dataset& validation, const config::RunConfig& config,
                          const at::Device& device, std::stop_token stop = {},
                          const std::function<void(std::int64_t done, std::int64_t all)>& progress = {},
                          distributed::Group* group = nullptr, bool certified = false);

}  // namespace isonet::training
