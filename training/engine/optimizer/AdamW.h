// AdamW, one fused update per group, after n steps:
//   p <- p - rate w p;  m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
//   p <- p - rate (m / (1 - b1^n)) / (sqrt(v / (1 - b2^n)) + eps)
// Sources: Kingma and Ba, "Adam" (2015); Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
#pragma once

#include "training/engine/optimizer/Optimizer.h"

namespace isonet::training {

struct AdamRule {
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    at::Tensor steps;  // float32 scalar: n, with the step that is being made

    explicit AdamRule(const config::OptimizerConfig& config)
        : beta1(config.adamBeta1), beta2(config.adamBeta2), epsilon(config.adamEpsilon) {}

    // Counts a step that does not overflow.
    void begin(const at::Tensor& overflow);
    void apply(const UpdatedParameters& now, const Rate& rate, double weightDecay, const at::Tensor& overflow) const;
};

class AdamW : public Optimizer {
public:
    // Shares the module's parameters, which must be on their device already.
    AdamW(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);

private:
    void begin(const at::Tensor& overflow) override { rule_.begin(overflow); }
    void update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                const at::Tensor& overflow) override;

    AdamRule rule_;
};

}  // namespace isonet::training
