// Muon: the momentum of each kernel, flattened to W of shape (M, C k k) and orthogonalized, with rate r, weight decay w
// and momentum m:
//   v <- m v + (1 - m) g;  u = (1 - m) g + m v;  W <- (1 - r w) W - r sqrt(max(1, M / (C k k))) NS(u)
// NS: NewtonSchulz.h, in bfloat16 where the device is fast at it or as set, else in float32. The first convolution, the
// head and all vectors are updated by AdamW at the rate r * adam_rate_factor.
// Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024), and its published code.
#pragma once

#include "training/engine/optimizer/AdamW.h"
#include "training/engine/optimizer/NewtonSchulz.h"

namespace isonet::training {

class Muon : public Optimizer {
public:
    // Shares the module's parameters, which must be on their device already.
    Muon(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);

private:
    void begin(const at::Tensor& overflow) override { others_.begin(overflow); }
    void update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                const at::Tensor& overflow) override;

    AdamRule others_;
    double othersFactor_, momentum_;
    std::vector<NewtonSchulzStep> steps_;
    at::ScalarType type_ = at::kFloat;
};

}  // namespace isonet::training
