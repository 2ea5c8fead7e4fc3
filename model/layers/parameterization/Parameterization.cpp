#include "model/layers/parameterization/Parameterization.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/utils.h>

#include <algorithm>
#include <iterator>

#include "model/kernels/TF32Scope.h"
#include "model/layers/Initialization.h"
#include "model/layers/parameterization/Aol.h"
#include "model/layers/parameterization/Bcop.h"
#include "model/layers/parameterization/Bjorck.h"
#include "model/layers/parameterization/Cayley.h"
#include "model/layers/parameterization/Dirac.h"
#include "model/layers/parameterization/Lot.h"
#include "model/layers/parameterization/ScaledStandardization.h"
#include "model/layers/parameterization/Soc.h"

namespace isonet::model {
namespace {

struct Method {
    spec::Parameterization value;
    void (*initialize)(const RawKernel&, const spec::ConvolutionPlan&) = nullptr;
    // One of them: the convolution of stride 1 as a kernel, or as a response.
    at::Tensor (*kernel)(const RawKernel&, const spec::ConvolutionPlan&) = nullptr;
    at::Tensor (*response)(const RawKernel&, const spec::ConvolutionPlan&, const GridSize&) = nullptr;
};

constexpr Method methods[] = {
    {spec::Parameterization::Free},
    {spec::Parameterization::Bcop, initializeBcop, bcopKernel},
    {spec::Parameterization::Cayley, initializeCayley, nullptr, cayleyResponse},
    {spec::Parameterization::Soc, initializeSoc, socKernel},
    {spec::Parameterization::Aol, initializeAol, aolKernel},
    {spec::Parameterization::Lot, initializeLot, nullptr, lotResponse},
    {spec::Parameterization::Dirac, initializeDirac, diracKernel},
    {spec::Parameterization::ScaledStandardization, initializeScaledStandardization, scaledStandardizedKernel},
};
static_assert(spec::listsEveryValue(methods) && std::size(methods) == std::size(spec::parameterizations));

const Method& methodOf(const spec::ConvolutionPlan& plan) {
    TORCH_CHECK(plan.parameterization != spec::Parameterization::Free, plan.name, " has no parameterization");
    return methods[static_cast<std::size_t>(plan.parameterization)];
}

// Like FullPrecision of model/isometry, which this room may not include.
struct FullPrecisionKernels {
    explicit FullPrecisionKernels(const at::Device& device) : noTF32(false, device) {}
    c10::impl::ExcludeDispatchKeyGuard noAutocast{c10::autocast_dispatch_keyset};
    TF32Scope noTF32;
};

// The orthogonal s x s kernel of stride s: orthonormal rows or columns of (M / groups, inner channels s^2).
at::Tensor strideFactor(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const at::Tensor matrices =
        nearestOrthogonal(raw.downsampling.flatten(1).unflatten(0, {plan.groups, plan.outputs / plan.groups}));
    return matrices.reshape(raw.downsampling.sizes());
}

// Output m reads one pixel of one inner channel: those at the output's own pixel first. Else random.
void initializeStrideFactor(const at::Tensor& factor, const spec::ConvolutionPlan& plan) {
    const std::int64_t s = plan.stride, inner = factor.size(1), outputs = plan.outputs / plan.groups;
    const std::int64_t center = plan.circular() ? 0 : plan.applied().height / 2 - (plan.applied().height - s + 1) / 2;
    for (at::Tensor group : factor.chunk(plan.groups, 0)) {
        if (plan.initialization != spec::Initialization::Delta) {
            group.copy_(orthonormalMatrix(outputs, inner * s * s).reshape(group.sizes()));
            continue;
        }
        group.zero_();
        for (std::int64_t m = 0; m < std::min(outputs, inner * s * s); ++m) {
            const std::int64_t tap = (m / inner + center * (s + 1)) % (s * s);
            group[m][m % inner][tap / s][tap % s] = 1;
        }
    }
}

}  // namespace

RawKernel emptyRawKernel(const spec::ConvolutionPlan& plan) {
    RawKernel raw;
    raw.weight = at::empty(spec::info(plan.parameterization).rules.weight(plan));
    if (spec::hasStrideFactor(plan))
        raw.downsampling = at::empty({plan.outputs, spec::innerChannels(plan), plan.stride, plan.stride});
    if (const auto scale = spec::info(plan.parameterization).rules.scale(plan); !scale.empty())
        raw.scale = at::empty(scale);
    return raw;
}

void initializeRawKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const at::NoGradGuard noGrad;
    methodOf(plan).initialize(raw, plan);
    if (raw.downsampling.defined())
        initializeStrideFactor(raw.downsampling, plan);
}

at::Tensor parameterizedKernel(const RawKernel& raw, const spec::ConvolutionPlan& plan) {
    const FullPrecisionKernels scope(raw.weight.device());
    const Method& method = methodOf(plan);
    if (!method.kernel) {
        const GridSize grid = plan.circular() ? GridSize{plan.in.height, plan.in.width} : GridSize{};
        return kernelOf(parameterizedResponse(raw, plan, grid), grid);
    }
    const at::Tensor kernel = method.kernel(raw, plan);
    return raw.downsampling.defined() ? composed(strideFactor(raw, plan), kernel, plan.groups) : kernel;
}

at::Tensor parameterizedResponse(const RawKernel& raw, const spec::ConvolutionPlan& plan, const GridSize& grid) {
    const FullPrecisionKernels scope(raw.weight.device());
    const at::Tensor response = methodOf(plan).response(raw, plan, grid);
    return raw.downsampling.defined() ? responseOf(strideFactor(raw, plan), plan.groups, grid, 0, 0).matmul(response)
                                      : response;
}

at::Tensor parameterizedWeight(const at::Tensor& weight) {
    const FullPrecisionKernels scope(weight.device());
    return nearestOrthogonal(weight);
}

}  // namespace isonet::model
