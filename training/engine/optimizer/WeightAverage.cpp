#include "training/engine/optimizer/WeightAverage.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace isonet::training {
namespace {

std::vector<at::Tensor> clonesOf(const std::vector<at::Tensor>& tensors) {
    std::vector<at::Tensor> all;
    for (const at::Tensor& tensor : tensors)
        all.push_back(tensor.clone());
    return all;
}

void copyInto(const std::vector<at::Tensor>& places, const std::vector<at::Tensor>& values) {
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < values.size(); ++i)
        places[i].copy_(values[i]);
}

}  // namespace

WeightAverage::WeightAverage(const torch::nn::Module& module, double decay) : decay_(decay) {
    if (decay_ == 0)
        return;
    for (const auto& all : {module.parameters(), module.buffers()})
        for (const at::Tensor& value : all)
            if (value.is_floating_point())
                values_.push_back(value.detach());
}

void WeightAverage::add(std::int64_t updates) {
    if (decay_ == 0)
        return;
    const at::NoGradGuard noGrad;
    if (!exists()) {
        average_ = clonesOf(values_);
        return;
    }
    const auto n = static_cast<double>(updates);
    const double kept = std::min(decay_, (1 + n) / (10 + n));
    at::_foreach_lerp_(average_, values_, 1 - kept);
}

void WeightAverage::restore() {
    average_ = clonesOf(values_);
}

WeightAverage::Applied::Applied(const WeightAverage& average) : average_(average) {
    if (!average.exists())
        return;
    own_ = clonesOf(average.values_);
    copyInto(average.values_, average.average_);
}

WeightAverage::Applied::~Applied() {
    copyInto(average_.values_, own_);
}

}  // namespace isonet::training
