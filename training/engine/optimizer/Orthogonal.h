// Gradient descent that keeps kernels orthogonal: with Y the rows of a kernel (Stiefel.h), rate r and momentum m
//   x = tangent(Y, g);  v <- m v + x;  Y <- retracted(Y - r v);  v <- tangent(Y, v)
// and with Nesterov's momentum Y <- retracted(Y - r (x + m v)). The first step starts from the projection of the
// weights (polar, in float64), which every stabilize_steps steps repeat. Orthonormal rows of the flattened kernel are
// necessary for an isometry, and sufficient for 1x1 convolutions. Weight decay would be normal to the manifold and is
// left out. The first convolution, the head and all vectors are updated by SGD.
// Sources: Absil, Mahony and Sepulchre (2008); Becigneul and Ganea, "Riemannian adaptive optimization methods" (2019).
#pragma once

#include "training/engine/optimizer/Sgd.h"

namespace isonet::training {

class Orthogonal : public Optimizer {
public:
    // Shares the module's parameters, which must be on their device already.
    Orthogonal(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup = false);

private:
    void begin(const at::Tensor& overflow) override;
    void update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                const at::Tensor& overflow) override;
    void stabilize(const UpdatedParameters& now) const;

    SgdRule rule_;
    config::Retraction retraction_;
    int stabilizeSteps_;
    at::Tensor steps_;  // made before
    bool skips_ = false, stabilizes_ = false;
};

}  // namespace isonet::training
