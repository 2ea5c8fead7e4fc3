#include "model/layers/parameterization/Cayley.h"

#include <ATen/ATen.h>

#include "model/layers/Initialization.h"

namespace isonet::model {
namespace {

// |W| of each group, (groups, 1, 1, 1, 1).
at::Tensor groupNorms(const at::Tensor& grouped) {
    return grouped.square().sum({1, 2, 3, 4}, true).clamp_min(1e-24).sqrt();
}

// (..., M, C) with M >= C -> orthonormal columns.
at::Tensor cayleyTransform(const at::Tensor& matrices) {
    const std::int64_t rows = matrices.size(-2), columns = matrices.size(-1);
    const at::Tensor u = matrices.narrow(-2, 0, columns), v = matrices.narrow(-2, columns, rows - columns);
    const at::Tensor identity = at::eye(columns, matrices.options().requires_grad(false));
    at::Tensor a = u - u.mH();
    if (rows > columns)
        a = a + v.mH().matmul(v);
    // The variant that does not wait for the device to report singular matrices: I + A never is.
    const at::Tensor inverse = std::get<0>(at::linalg_inv_ex(identity + a));
    const at::Tensor top = inverse.matmul(identity - a);
    return rows > columns ? at::cat({top, -2 * v.matmul(inverse)}, -2) : top;
}

}  // namespace

at::Tensor cayleyResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid) {
    const std::int64_t groups = plan.groups;
    const at::Tensor grouped = raw.weight.unflatten(0, {groups, raw.weight.size(0) / groups});
    const at::Tensor kernel = (grouped * (raw.scale.view({groups, 1, 1, 1, 1}) / groupNorms(grouped))).flatten(0, 1);
    const at::Tensor response = responseOf(kernel, groups, grid, plan.kernel.height / 2, plan.kernel.width / 2);
    return response.size(-2) >= response.size(-1) ? cayleyTransform(response) : cayleyTransform(response.mT()).mT();
}

void initializeCayley(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
    raw.scale.copy_(groupNorms(raw.weight.unflatten(0, {plan.groups, raw.weight.size(0) / plan.groups})).flatten());
}

}  // namespace isonet::model
