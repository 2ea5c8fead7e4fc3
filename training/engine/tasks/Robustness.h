// Accuracy of a classifier under perturbations of its images, certified and attacked.
//
// Certificate (Tsuzuku et al., 2018): with logits z and a bound L on the network's Lipschitz constant, no perturbation
// of Euclidean norm below
//
//   (z_y - max_{j != y} z_j) / (sqrt(2) L)
//
// changes the prediction y. Norms are of images with pixels from 0 to 1: L includes 1 / min(deviation) of the
// normalization. Attack: projected gradient descent in the ball of radius eps (Madry et al., 2018), from the image and
// from random points; an image counts as attacked if any iterate of any start is misclassified. Perturbed pixels may
// leave [0, 1], as the certificate allows. Thus certified <= attacked <= clean accuracy for every radius.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "model/layers/Network.h"
#include "training/config/RunConfig.h"
#include "training/data/images/Dataset.h"
#include "training/engine/tasks/Certificate.h"

namespace isonet::training {

struct RobustnessOptions {
    std::vector<double> radii{certifiedRadii.begin(), certifiedRadii.end()};
    bool attack = false;
    int steps = 40, restarts = 5;  // of the attack; the first start is the image itself
    std::uint64_t seed = 1;
};

struct RobustnessResult {
    std::int64_t images = 0;
    double lipschitz = 0;           // L, of images with pixels from 0 to 1; infinite without a bound
    double clean = 0;               // top-1, percent
    std::vector<double> certified;  // percent, by radius
    std::vector<double> attacked;   // percent of images that stay correct, by radius; empty without an attack
};

// In evaluation mode and float32; restores the previous mode. After a stop request it returns the result so far.
// Throws DataError if the normalization of the images is not known.
RobustnessResult measureRobustness(model::Network& network, const Dataset& images, const config::RunConfig& config,
                                   const at::Device& device, const RobustnessOptions& options,
                                   std::stop_token stop = {},
                                   const std::function<void(std::int64_t done, std::int64_t all)>& progress = {});

}  // namespace isonet::training
