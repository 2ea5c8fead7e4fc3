#include "model/layers/parameterization/Lot.h"

#include <ATen/ATen.h>

#include "model/layers/Initialization.h"
#include "model/layers/parameterization/Bjorck.h"

namespace isonet::model {

at::Tensor lotResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid) {
    return nearestOrthogonal(responseOf(raw.weight, plan.groups, grid, plan.kernel.height / 2, plan.kernel.width / 2));
}

void initializeLot(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    initializeKernel(raw.weight, plan.initialization, plan.groups);
}

}  // namespace isonet::model
