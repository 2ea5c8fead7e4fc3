#include "model/isometry/MatrixProduct.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "model/kernels/cpu/InstructionSet.h"

namespace isonet::model {
namespace {

using Linear = at::Tensor(const at::Tensor& x, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                          std::string_view activation, c10::List<std::optional<at::Scalar>> scalars,
                          std::optional<std::string_view> algorithm);

// oneDNN's x w^T, an operator of torch's compiler; nullopt if it is missing or MKL is as fast.
const std::optional<c10::TypedOperatorHandle<Linear>>& oneDnnLinear() {
    static const auto found = []() -> std::optional<c10::TypedOperatorHandle<Linear>> {
#if ISONET_X86_DISPATCH
        if (cpu::instructionSet() == cpu::InstructionSet::Avx512 && !__builtin_cpu_is("intel"))
            if (const auto schema = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""}))
                return schema->typed<Linear>();
#endif
        return std::nullopt;
    }();
    return found;
}

// Below this size the call overhead outweighs the gain.
bool isLarge(const at::Tensor& a, const at::Tensor& b) {
    constexpr std::int64_t side = 192;
    return std::min({a.size(1), a.size(2), b.size(2)}) >= side;
}

}  // namespace

void productOut(at::Tensor& out, const at::Tensor& a, const at::Tensor& b) {
    const bool candidate = a.is_cpu() && a.scalar_type() == at::kFloat && isLarge(a, b);
    if (!candidate || !oneDnnLinear()) {
        at::bmm_out(out, a, b);
        return;
    }
    for (std::int64_t i = 0; i < a.size(0); ++i)
        out[i].copy_(oneDnnLinear()->call(a[i], b[i].t(), std::nullopt, "none", c10::List<std::optional<at::Scalar>>(),
                                          std::nullopt));
}

at::Tensor product(const at::Tensor& a, const at::Tensor& b) {
    at::Tensor out = at::empty({a.size(0), a.size(1), b.size(2)}, a.options());
    productOut(out, a, b);
    return out;
}

}  // namespace isonet::model
