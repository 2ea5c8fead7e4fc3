#include "training/engine/optimizer/NewtonSchulz.h"

#include <ATen/ATen.h>

namespace isonet::training {

std::vector<NewtonSchulzStep> newtonSchulzSteps(const config::OptimizerConfig& config) {
    if (config.newtonSchulz == config::NewtonSchulzKind::Muon)
        return std::vector<NewtonSchulzStep>(static_cast<std::size_t>(config.newtonSchulzSteps),
                                             {3.4445, -4.7750, 2.0315});
    constexpr double unit = 1.0 / 1024;
    return {{3955 * unit, -8306 * unit, 5008 * unit}, {3735 * unit, -6681 * unit, 3463 * unit},
            {3799 * unit, -6499 * unit, 3211 * unit}, {4019 * unit, -6385 * unit, 2906 * unit},
            {2677 * unit, -3029 * unit, 1162 * unit}, {2172 * unit, -1833 * unit, 682 * unit}};
}

at::Tensor newtonSchulz(at::Tensor x, const std::vector<NewtonSchulzStep>& steps) {
    for (const NewtonSchulzStep& step : steps) {
        const at::Tensor gram = at::mm(x, x.t());
        const at::Tensor inner = at::addmm(gram, gram, gram, step.b, step.c);
        x = at::addmm(x, inner, x, step.a, 1);
    }
    return x;
}

at::Tensor nearlyOrthogonal(const at::Tensor& matrix, const std::vector<NewtonSchulzStep>& steps, at::ScalarType type) {
    constexpr double tiny = 1e-7;
    const bool tall = matrix.size(0) > matrix.size(1);
    const at::Tensor wide = (tall ? matrix.t() : matrix).to(type);
    const at::Tensor result = newtonSchulz(wide / (wide.norm() + tiny), steps).to(matrix.scalar_type());
    return tall ? result.t() : result;
}

}  // namespace isonet::training
