#include "model/isometry/SoftOrthogonality.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>

#include "model/isometry/Autocorrelation.h"
#include "model/isometry/DominantValue.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/PreciseProduct.h"

namespace isonet::model {
namespace {

// The kernels of the groups as matrices with one output per row, the transpose of W: (groups, M, C kh kw) of one group.
at::Tensor flat(const at::Tensor& weight, std::int64_t groups) {
    TORCH_CHECK(weight.defined() && weight.dim() == 4 && weight.numel() > 0 && weight.is_floating_point() &&
                    groups > 0 && weight.size(0) % groups == 0,
                "soft orthogonality: kernel of shape ", weight.defined() ? weight.sizes() : at::IntArrayRef{}, ", ",
                groups, " groups; expected a floating-point (M, C / groups, k, k) with M divisible by the groups");
    return atLeastFloat(weight).reshape({groups, weight.size(0) / groups, -1});
}

at::Tensor minusIdentity(const at::Tensor& gram) {
    return gram - at::eye(gram.size(1), gram.options().requires_grad(false));
}

// On the smaller side; the larger one has as many eigenvalues -1 in addition as the sides differ.
at::Tensor smallerResidual(const at::Tensor& weight, std::int64_t groups) {
    return minusIdentity(flatGram(atLeastFloat(weight), groups));
}

}  // namespace

at::Tensor softOrthogonality(const at::Tensor& weight, std::int64_t groups) {
    const FullPrecision guard(weight.device());
    const at::Tensor rows = flat(weight, groups);
    const std::int64_t missing = std::max<std::int64_t>(0, rows.size(1) - rows.size(2));
    return smallerResidual(weight, groups).square().sum() + static_cast<double>(groups * missing);
}

at::Tensor doubleSoftOrthogonality(const at::Tensor& weight, std::int64_t groups) {
    const FullPrecision guard(weight.device());
    const at::Tensor rows = flat(weight, groups);
    const std::int64_t missing = std::abs(rows.size(1) - rows.size(2));
    return 2 * smallerResidual(weight, groups).square().sum() + static_cast<double>(groups * missing);
}

at::Tensor mutualCoherence(const at::Tensor& weight, std::int64_t groups) {
    const FullPrecision guard(weight.device());
    const at::Tensor rows = flat(weight, groups);
    return minusIdentity(preciseProduct(rows, rows.transpose(1, 2))).abs().amax();
}

at::Tensor spectralRestrictedIsometry(const at::Tensor& weight, std::int64_t groups) {
    const FullPrecision guard(weight.device());
    const at::Tensor rows = flat(weight, groups);
    const at::Tensor largest = dominantValue(smallerResidual(weight, groups)).amax();
    return rows.size(1) > rows.size(2) ? largest.clamp_min(1) : largest;
}

}  // namespace isonet::model
