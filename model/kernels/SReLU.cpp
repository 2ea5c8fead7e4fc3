#include "model/kernels/SReLU.h"

#include <ATen/MemoryOverlap.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <optional>
#include <utility>
#include <vector>

#include "model/kernels/SReLUKernel.h"
#include "model/kernels/cpu/SReLU.h"

TORCH_LIBRARY(isonet, library) {
    library.def("srelu_out(Tensor y, Tensor b, Tensor(a!) x) -> ()");
    library.def("srelu_backward_out(Tensor g, Tensor x, Tensor b, Tensor(a!)? dy, Tensor(b!)? db) -> ()");
}

// Registered here rather than with the loops, so that static linking cannot drop the registration.
TORCH_LIBRARY_IMPL(isonet, CPU, library) {
    library.impl("srelu_out", &isonet::model::cpu::sreluOut);
    library.impl("srelu_backward_out", &isonet::model::cpu::sreluBackwardOut);
}

namespace isonet::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

void forwardOut(const at::Tensor& y, const at::Tensor& b, at::Tensor x) {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("isonet::srelu_out", "")
                               .typed<void(const at::Tensor&, const at::Tensor&, at::Tensor)>();
    op.call(y, b, std::move(x));
}

void backwardOut(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b, std::optional<at::Tensor> dy,
                 std::optional<at::Tensor> db) {
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("isonet::srelu_backward_out", "")
                               .typed<void(const at::Tensor&, const at::Tensor&, const at::Tensor&,
                                           std::optional<at::Tensor>, std::optional<at::Tensor>)>();
    op.call(g, x, b, std::move(dy), std::move(db));
}

void check(const at::Tensor& y, const at::Tensor& b) {
    TORCH_CHECK(y.defined() && b.defined(), "srelu: y and b must be defined");
    TORCH_CHECK(y.dim() == 4 || y.dim() == 2, "srelu: y must be (N, C, H, W) or (N, C), got ", y.sizes());
    TORCH_CHECK(b.numel() == 1 || (b.numel() == y.size(1) && (b.dim() < 2 || b.size(1) == b.numel())),
                "srelu: b must hold one value, or one per channel as (1, ", y.size(1), ", 1, 1); got ", b.sizes(),
                " for y ", y.sizes());
    TORCH_CHECK(at::isFloatingType(y.scalar_type()) && at::isFloatingType(b.scalar_type()),
                "srelu: y and b must be floating point, got ", y.scalar_type(), " and ", b.scalar_type());
    TORCH_CHECK(y.device() == b.device(), "srelu: y is on ", y.device(), " and b on ", b.device());
}

// The layout in which both tensors are dense; nullopt if they differ.
std::optional<at::MemoryFormat> commonFormat(const at::Tensor& a, const at::Tensor& b) {
    if (a.is_contiguous() && b.is_contiguous())
        return at::MemoryFormat::Contiguous;
    if (a.dim() == 4 && a.is_contiguous(at::MemoryFormat::ChannelsLast) &&
        b.is_contiguous(at::MemoryFormat::ChannelsLast))
        return at::MemoryFormat::ChannelsLast;
    return std::nullopt;
}

at::Tensor dense(const at::Tensor& x) {
    return commonFormat(x, x) ? x : x.contiguous(x.suggest_memory_format());
}

// b as the kernels expect it: flat, in y's type, so that both passes use the same mask.
at::Tensor offsetsFor(const at::Tensor& y, const at::Tensor& b) {
    return b.detach().to(y.scalar_type()).reshape({-1}).contiguous();
}

at::Tensor shapedForBroadcast(const at::Tensor& y, const at::Tensor& b) {
    std::vector<std::int64_t> shape(static_cast<size_t>(y.dim()), 1);
    shape[1] = b.numel();
    return b.reshape(shape);
}

// True if nothing else can read the gradient: this is its only tensor, with its own memory.
bool isUnshared(const at::Tensor& g) {
    return g.use_count() == 1 && g.storage().use_count() == 1 && g.storage().resizable();
}

struct SReLUFunction : torch::autograd::Function<SReLUFunction> {
    static at::Tensor forward(AutogradContext* context, at::Tensor y, const at::Tensor& b, bool inPlace) {
        const at::Tensor offsets = offsetsFor(y, b);
        at::Tensor x;
        if (inPlace) {
            at::assert_no_internal_overlap(y);
            const at::Tensor work = dense(y);
            forwardOut(work, offsets, work);
            if (!work.is_same(y))
                y.copy_(work);
            context->mark_dirty({y});
            x = y;
        } else if (commonFormat(y, y)) {
            x = at::empty_like(y);
            forwardOut(y, offsets, x);
        } else {
            x = y.contiguous(y.suggest_memory_format());
            forwardOut(x, offsets, x);
        }
        context->save_for_backward({x, b, offsets});
        return x;
    }

    // Takes the list by reference: a copy would add a reference to each gradient.
    static variable_list backward(AutogradContext* context, variable_list& gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &b = saved[1], &offsets = saved[2];
        at::Tensor g = std::move(gradients[0]);
        if (!g.defined())
            return {at::Tensor(), at::Tensor(), at::Tensor()};
        if (at::GradMode::is_enabled())
            return differentiable(g, x, b, offsets);
        const bool wantsInput = context->needs_input_grad(0), wantsOffset = context->needs_input_grad(1);
        const at::Tensor output = dense(x);
        bool reusable = true;
        if (!commonFormat(g, output)) {
            const bool last = !output.is_contiguous();
            g = g.contiguous(last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
        } else {
            reusable = isUnshared(g);
        }
        std::optional<at::Tensor> dy, db;
        if (wantsInput)
            dy = reusable ? g : at::empty_like(g);
        if (wantsOffset)
            db = at::empty({b.numel()}, g.options().dtype(g.scalar_type() == at::kDouble ? at::kDouble : at::kFloat));
        backwardOut(g, output, offsets, dy, db);
        return {dy.value_or(at::Tensor()), db ? db->to(b.scalar_type()).view(b.sizes()) : at::Tensor(), at::Tensor()};
    }

    // The same with torch's operators, for second derivatives. The mask is constant almost everywhere.
    static variable_list differentiable(const at::Tensor& g, const at::Tensor& x, const at::Tensor& b,
                                        const at::Tensor& offsets) {
        const at::Tensor held = x.detach().le(shapedForBroadcast(x, offsets));
        const at::Tensor offset = g.masked_fill(held.logical_not(), 0);
        std::vector<std::int64_t> others{0};
        for (std::int64_t d = 2; d < g.dim(); ++d)
            others.push_back(d);
        at::Tensor db = b.numel() == 1 ? offset.sum() : offset.sum(others);
        return {g.masked_fill(held, 0), db.to(b.scalar_type()).reshape(b.sizes()), at::Tensor()};
    }
};

at::Tensor apply(const at::Tensor& y, const at::Tensor& b, bool inPlace) {
    check(y, b);
    if (y.numel() == 0)
        return inPlace ? y : y.clone();
    return SReLUFunction::apply(y, b, inPlace);
}

}  // namespace

at::Tensor srelu(const at::Tensor& y, const at::Tensor& b) {
    return apply(y, b, false);
}

at::Tensor& srelu_(at::Tensor& y, const at::Tensor& b) {
    y = apply(y, b, true);
    return y;
}

}  // namespace isonet::model
