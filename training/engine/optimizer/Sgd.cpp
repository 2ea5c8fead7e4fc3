#include "training/engine/optimizer/Sgd.h"

#include <ATen/ATen.h>

#include <array>
#include <map>
#include <sstream>
#include <unordered_set>

#include "model/layers/Activation.h"
#include "model/layers/Shared.h"

namespace isonet::training {

namespace {

// Parameters with a special rule, found by the type of their module.
struct SpecialParameters {
    std::unordered_set<const c10::TensorImpl*> offsets, scalars;

    explicit SpecialParameters(const torch::nn::Module& module) {
        for (const auto& child : module.modules(/*include_self=*/false)) {
            if (const auto* activation = child->as<model::ActivationImpl>()) {
                if (activation->offset().defined())
                    offsets.insert(activation->offset().unsafeGetTensorImpl());
            } else if (child->as<model::SharedScaleImpl>() || child->as<model::SharedBiasImpl>()) {
                for (const at::Tensor& parameter : child->parameters(/*recurse=*/false))
                    scalars.insert(parameter.unsafeGetTensorImpl());
            }
        }
    }
};

// "s1.b1.f.a.weight" of a classifier's parameter and of the same one in a detector's backbone.
std::string nameInNetwork(const std::string& name) {
    constexpr std::string_view backbone = "backbone.";
    return name.starts_with(backbone) ? name.substr(backbone.size()) : name;
}

// Fixup's biases and scales, in the classifier and the heads of a detector too.
bool isFixupScalar(const std::string& name) {
    return name.find("bias") != std::string::npos || name.find("scale") != std::string::npos;
}

}  // namespace

Sgd::Sgd(const torch::nn::Module& module, const config::OptimizerConfig& config, bool fixup)
    : momentum_(config.momentum) {
    enum Kind { Offsets, Weights, Multipliers };  // in the order of the groups
    const std::array kinds{
        ParameterGroup{"offsets", 1.0, 0.0, {}, {}, {}}, ParameterGroup{"weights", 1.0, config.weightDecay, {}, {}, {}},
        ParameterGroup{"multipliers", config.multiplierLearningRateFactor, config.weightDecay, {}, {}, {}}};
    std::map<std::pair<Kind, double>, ParameterGroup> groups;  // by kind and factor of the layers
    const SpecialParameters special(module);
    for (const auto& item : module.named_parameters()) {
        if (!item.value().requires_grad())
            continue;
        const std::string& name = item.key();
        const auto* parameter = item.value().unsafeGetTensorImpl();
        const bool slow = special.scalars.contains(parameter) || (fixup && isFixupScalar(name));
        const Kind kind = special.offsets.contains(parameter) ? Offsets : slow ? Multipliers : Weights;
        const double factor = config::rateFactorOf(config.layerRates, nameInNetwork(name));
        const auto [entry, added] = groups.try_emplace({kind, factor}, kinds[kind]);
        ParameterGroup& group = entry->second;
        if (added)
            group.rateFactor *= factor;
        group.names.push_back(name);
        group.parameters.push_back(item.value());
        if (momentum_ != 0)
            group.momenta.push_back(at::zeros_like(item.value().detach()));
    }
    for (auto& [key, group] : groups)
        groups_.push_back(std::move(group));
}

void Sgd::step(double rate, const at::Tensor& overflow) {
    update(rate, overflow);
}

void Sgd::step(const at::Tensor& rate, const at::Tensor& overflow) {
    update(rate, overflow);
}

template <typename Rate>
void Sgd::update(const Rate& rate, const at::Tensor& overflow) {
    const at::NoGradGuard noGrad;
    const auto found = overflow.defined() ? std::optional<at::Tensor>(overflow) : std::nullopt;
    for (auto& group : groups_) {
        std::vector<at::Tensor> parameters, gradients, momenta;
        for (std::size_t i = 0; i < group.parameters.size(); ++i) {
            const at::Tensor& gradient = group.parameters[i].grad();
            if (!gradient.defined())
                continue;
            parameters.push_back(group.parameters[i].detach());
            gradients.push_back(gradient);
            if (momentum_ != 0)
                momenta.push_back(group.momenta[i]);
        }
        if (parameters.empty())
            continue;
        // Momenta start at zero, so the first step needs no special case: m 0 + g = g.
        at::_fused_sgd_(parameters, gradients, momenta, group.weightDecay, momentum_, rate * group.rateFactor,
                        /*dampening=*/0.0, /*nesterov=*/false, /*maximize=*/false, /*is_first_step=*/false,
                        /*grad_scale=*/std::nullopt, found);
    }
}

void Sgd::clearGradients() {
    for (auto& group : groups_)
        for (auto& parameter : group.parameters)
            parameter.mutable_grad().reset();
}

std::vector<at::Tensor> Sgd::gradients() const {
    std::vector<at::Tensor> all;
    for (const auto& group : groups_)
        for (const auto& parameter : group.parameters)
            if (parameter.grad().defined())
                all.push_back(parameter.grad());
    return all;
}

interop::StateDict Sgd::state() const {
    interop::StateDict state;
    for (const auto& group : groups_)
        for (std::size_t i = 0; i < group.momenta.size(); ++i)
            state.emplace_back(group.names[i], group.momenta[i].to(at::kCPU).contiguous().clone());
    return state;
}

void Sgd::restore(const interop::StateDict& state, const std::string& source) {
    const auto find = [&](const std::string& name) -> const at::Tensor* {
        for (const auto& [key, value] : state)
            if (key == name)
                return &value;
        return nullptr;
    };
    const at::NoGradGuard noGrad;
    // Check everything before changing anything.
    for (const auto& group : groups_)
        for (std::size_t i = 0; i < group.momenta.size(); ++i) {
            const at::Tensor* value = find(group.names[i]);
            if (!value)
                throw interop::FormatError(source + ": the momentum of " + group.names[i] + " is missing");
            if (value->sizes() != group.momenta[i].sizes()) {
                std::ostringstream text;
                text << source << ": the momentum of " << group.names[i] << " has the shape " << value->sizes()
                     << ", the parameter " << group.momenta[i].sizes();
                throw interop::FormatError(text.str());
            }
        }
    for (auto& group : groups_)
        for (std::size_t i = 0; i < group.momenta.size(); ++i)
            group.momenta[i].copy_(*find(group.names[i]));
}

at::Tensor clipGradients(const std::vector<at::Tensor>& gradients, double limit) {
    const at::NoGradGuard noGrad;
    if (gradients.empty())
        return at::zeros({});
    const at::Tensor norm = at::stack(at::_foreach_norm(gradients)).norm();
    at::_foreach_mul_(gradients, (limit / (norm + 1e-6)).clamp_max(1.0));
    return norm;
}

}  // namespace isonet::training
