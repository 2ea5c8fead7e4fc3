// Parts of a network that are not trained.
#pragma once

#include <torch/nn/module.h>

namespace isonet::model {

// Turns off the gradients of all parameters.
void freezeParameters(torch::nn::Module& module);

// Keeps BatchNorm in evaluation mode, so that its statistics stay, while the rest trains. To be called after every
// train().
void holdNormalization(torch::nn::Module& module);

}  // namespace isonet::model
