#include "model/isometry/OcnnPenalty.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/FastPenalty.h"

namespace isonet::model {

at::Tensor ocnnPenalty(const std::vector<at::Tensor>& weights, const std::vector<std::int64_t>& strides,
                       const std::vector<std::int64_t>& groups) {
    std::vector<at::Tensor> folded, rounding, missing;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        // A strided kernel is one of stride 1 on the s^2 phases of its inputs, whose two sides differ by a constant.
        folded.push_back(phases(weights[i], strides[i]));
        const std::int64_t outputs = folded.back().size(0), inputs = groups[i] * folded.back().size(1);
        const at::TensorOptions options = weights[i].options().requires_grad(false).dtype(
            weights[i].scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
        const double epsilon = options.dtype() == at::kDouble ? std::numeric_limits<double>::epsilon()
                                                              : std::numeric_limits<float>::epsilon();
        missing.push_back(at::full({}, static_cast<double>(std::max<std::int64_t>(0, outputs - inputs)), options));
        rounding.push_back(at::full({}, epsilon * epsilon * static_cast<double>(outputs), options));
    }
    const std::vector<std::int64_t> ones(weights.size(), 1);
    const at::Tensor squares = 2 * convolutionPenalty(folded, ones, groups) + at::stack(missing);
    const at::Tensor least = at::stack(rounding);
    return at::where(squares > least, at::maximum(squares, least).sqrt(), at::zeros_like(squares));
}

}  // namespace isonet::model
