// The parameters of a module in groups that one rule updates.
//
// As published: SReLU offsets and the factors of DiracNet and scaled standardization (no weight decay), the scalars of
// residual branches (model::SharedScale and SharedBias, a tenth of the rate), everything else. In Fixup networks every
// bias and scale learns at a tenth of the rate (Zhang, Dauphin and Ma, "Fixup initialization" (2019), and its published
// code). With optimizer.decay_slopes false, slopes of PReLU have no weight decay (He et al., 2015).
// optimizer.layer_rates divides each of them by the factor of its layers, with which the factor of the group is
// multiplied. Parameters that do not require gradients are left out.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <string>
#include <vector>

#include "training/config/OptimizerConfig.h"

namespace isonet::training {

struct ParameterGroup {
    // "offsets", "weights", "matrices", "multipliers", "slopes"; several with different factors may have one name.
    std::string name;
    double rateFactor = 1;
    double weightDecay = 0;
    std::vector<std::string> names;
    std::vector<at::Tensor> parameters;
    std::vector<std::int64_t> convolutionGroups;  // of matrices: the groups of the convolution; 1 for a linear layer
    std::vector<at::Tensor> momenta;              // empty if the optimizer has none
    std::vector<at::Tensor> secondMoments;        // likewise
};

inline const std::string matricesGroup = "matrices";

// Which weights form the group "matrices" instead of "weights". Hidden: those of convolutions and linear layers but the
// first convolution, the classifier and a detector's own layers.
enum class Matrices { None, Hidden };

std::vector<ParameterGroup> parameterGroups(const torch::nn::Module& module, const config::OptimizerConfig& config,
                                            bool fixup, Matrices matrices = Matrices::None);

// Zeros like the parameters.
void addMomenta(ParameterGroup& group);
void addSecondMoments(ParameterGroup& group);

// Whether a parameter, "head.fc.weight", belongs to the classifier, or for a detector to any layer but the backbone's.
bool isOfClassifier(const std::string& name, bool detector);
// Whether the module has a backbone, so that it is a detector.
bool isDetector(const torch::nn::Module& module);

}  // namespace isonet::training
