#include "model/layers/parameterization/Bcop.h"

#include <ATen/ATen.h>

#include <vector>

#include "model/layers/Initialization.h"
#include "model/layers/parameterization/Bjorck.h"
#include "model/layers/parameterization/KernelProducts.h"

namespace isonet::model {

namespace {

// Whether each further factor adds a row of taps, else a column.
std::vector<bool> addsRow(const spec::ConvolutionPlan& plan) {
    std::vector<bool> order;
    for (int rows = plan.kernel.height - plan.stride, columns = plan.kernel.width - plan.stride; rows + columns > 0;) {
        order.push_back(rows >= columns);
        (order.back() ? rows : columns) -= 1;
    }
    return order;
}

}  // namespace

at::Tensor bcopKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const std::int64_t groups = plan.groups, channels = raw.weight.size(2);
    const at::Tensor q = nearestOrthogonal(raw.weight);
    const at::Tensor projections = q.matmul(q.mT());  // (groups, matrices, c, c)
    const at::Tensor identity = at::eye(channels, q.options().requires_grad(false));
    const at::Tensor center = (identity - 2 * projections.select(1, 0)).matmul(identity - 2 * projections.select(1, 1));
    at::Tensor kernel = center.flatten(0, 1).unsqueeze(2).unsqueeze(3);
    std::int64_t next = 2;
    for (const bool row : addsRow(plan)) {
        const at::Tensor p = projections.select(1, next++);
        const at::Tensor pair = at::stack({p, identity - p}, -1).flatten(0, 1);  // (groups c, c, 2)
        kernel = composed(pair.unsqueeze(row ? 3 : 2), kernel, groups);
    }
    return kernel.unflatten(0, {groups, channels})
        .narrow(1, 0, spec::innerChannels(plan))
        .narrow(2, 0, plan.inputs / groups)
        .flatten(0, 1);
}

void initializeBcop(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const std::int64_t channels = raw.weight.size(2), half = channels / 2;
    const bool even = (plan.kernel.height - plan.stride) % 2 == 0 && (plan.kernel.width - plan.stride) % 2 == 0;
    const bool delta = plan.initialization == spec::Initialization::Delta && even && channels % 2 == 0;
    const std::vector<bool> order = addsRow(plan);
    for (const at::Tensor& group : raw.weight.unbind()) {
        at::Tensor q = orthonormalMatrix(channels, channels);
        bool complement[] = {false, false};  // of the next column and the next row
        for (std::int64_t i = 0; i < group.size(0); ++i) {
            bool second = false;
            if (i >= 2) {
                bool& next = complement[order[static_cast<std::size_t>(i - 2)]];
                second = next;
                next = !next;
            }
            group[i].copy_(q.narrow(1, delta && second ? half : 0, half));
            if (!delta)
                q = orthonormalMatrix(channels, channels);
        }
    }
}

}  // namespace isonet::model
