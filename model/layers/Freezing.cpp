#include "model/layers/Freezing.h"

#include <torch/nn/modules/batchnorm.h>

namespace isonet::model {

void freezeParameters(torch::nn::Module& module) {
    for (auto& parameter : module.parameters())
        parameter.set_requires_grad(false);
}

void holdNormalization(torch::nn::Module& module) {
    for (const auto& child : module.modules(false))
        if (auto* norm = dynamic_cast<torch::nn::BatchNorm2dImpl*>(child.get()))
            norm->eval();
}

}  // namespace isonet::model
