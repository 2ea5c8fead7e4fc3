#include "model/layers/Recomputation.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <mutex>
#include <utility>
#include <vector>

namespace isonet::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Forward = std::function<at::Tensor(const at::Tensor&)>;

at::Tensor generatorState(const at::Device& device) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    return generator.get_state();
}

void setGeneratorState(const at::Device& device, const at::Tensor& state) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    generator.set_state(state);
}

struct AutocastState {
    explicit AutocastState(at::DeviceType device)
        : type(device),
          enabled(at::autocast::is_autocast_enabled(device)),
          dtype(at::autocast::get_autocast_dtype(device)) {}
    void apply() const {
        at::autocast::set_autocast_enabled(type, enabled);
        at::autocast::set_autocast_dtype(type, dtype);
    }
    at::DeviceType type;
    bool enabled;
    at::ScalarType dtype;
};

// For its lifetime, casts of parameters are not cached: those made without a gradient, or by the backward pass, would
// serve later passes.
class WithoutCastCache {
public:
    WithoutCastCache() : before_(at::autocast::is_autocast_cache_enabled()) {
        at::autocast::set_autocast_cache_enabled(false);
    }
    ~WithoutCastCache() { at::autocast::set_autocast_cache_enabled(before_); }
    WithoutCastCache(const WithoutCastCache&) = delete;
    WithoutCastCache& operator=(const WithoutCastCache&) = delete;

private:
    bool before_;
};

// The state that must be the same in both computations.
struct ComputationState {
    explicit ComputationState(const at::Device& on) : device(on), autocast(on.type()), random(generatorState(on)) {}
    at::Device device;
    AutocastState autocast;
    at::Tensor random;
};

// For its lifetime: the state of the first computation. On exit: the state before, including the module's buffers
// (running statistics).
class Again {
public:
    Again(torch::nn::Module& module, const ComputationState& first) : now_(first.device) {
        for (const at::Tensor& buffer : module.buffers())
            buffers_.emplace_back(buffer, buffer.clone());
        setGeneratorState(first.device, first.random);
        first.autocast.apply();
    }
    ~Again() {
        now_.autocast.apply();
        setGeneratorState(now_.device, now_.random);
        const at::NoGradGuard noGrad;
        for (auto& [buffer, before] : buffers_)
            buffer.copy_(before);
    }
    Again(const Again&) = delete;
    Again& operator=(const Again&) = delete;

private:
    ComputationState now_;
    std::vector<std::pair<at::Tensor, at::Tensor>> buffers_;
};

struct Computation : torch::CustomClassHolder {
    Computation(torch::nn::Module& of, Forward run, const at::Device& device)
        : module(of), function(std::move(run)), state(device) {}
    torch::nn::Module& module;
    Forward function;
    ComputationState state;
};

// `inputs`: x, then the module's parameters, so that their gradients, too, pass through this node.
struct Recomputed : torch::autograd::Function<Recomputed> {
    static at::Tensor forward(AutogradContext* context, at::TensorList inputs, torch::nn::Module& module,
                              const Forward& function) {
        auto computation = c10::make_intrusive<Computation>(module, function, inputs[0].device());
        context->save_for_backward(inputs.vec());
        context->saved_data["computation"] = c10::IValue::make_capsule(std::move(computation));
        const WithoutCastCache scope;
        return function(inputs[0]);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list inputs = context->get_saved_variables();
        const auto computation =
            c10::static_intrusive_pointer_cast<Computation>(context->saved_data["computation"].toCapsule());
        variable_list wanted;
        const at::Tensor x = inputs[0].detach().requires_grad_(context->needs_input_grad(0));
        for (size_t i = 0; i < inputs.size(); ++i)
            if (context->needs_input_grad(i))
                wanted.push_back(i == 0 ? x : inputs[i]);
        variable_list found;
        {
            const at::AutoGradMode withGradients(true);
            const WithoutCastCache scope;
            const Again again(computation->module, computation->state);
            const at::Tensor y = computation->function(x);
            found = torch::autograd::grad({y}, wanted, {gradients[0]}, std::nullopt, false, true);
        }
        variable_list out(inputs.size() + 2);  // nothing for the module and the function
        for (size_t i = 0, next = 0; i < inputs.size(); ++i)
            if (context->needs_input_grad(i))
                out[i] = found[next++];
        return out;
    }
};

}  // namespace

at::Tensor recomputedInBackward(torch::nn::Module& module, const Forward& forward, const at::Tensor& x) {
    variable_list inputs{x};
    bool differentiable = x.requires_grad();
    for (const at::Tensor& parameter : module.parameters()) {
        inputs.push_back(parameter);
        differentiable = differentiable || parameter.requires_grad();
    }
    if (!at::GradMode::is_enabled() || !differentiable)
        return forward(x);
    return Recomputed::apply(at::TensorList(inputs), module, forward);
}

}  // namespace isonet::model
