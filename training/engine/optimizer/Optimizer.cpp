#include "training/engine/optimizer/Optimizer.h"

#include <ATen/ATen.h>

#include <sstream>
#include <unordered_map>

namespace isonet::training {
namespace {

const std::string secondMoment = "second_moment/", counter = "counter/";

// "the momentum of stem.conv.weight"
std::string described(const std::string& entry) {
    if (entry.starts_with(counter))
        return "the number " + entry.substr(counter.size());
    if (entry.starts_with(secondMoment))
        return "the second moment of " + entry.substr(secondMoment.size());
    return "the momentum of " + entry;
}

}  // namespace

Rate scaled(const Rate& rate, double factor) {
    return std::visit([factor](const auto& value) -> Rate { return value * factor; }, rate);
}

void Optimizer::stepAt(const Rate& rate, const at::Tensor& overflow) {
    const at::NoGradGuard noGrad;
    begin(overflow);
    for (const ParameterGroup& group : groups_) {
        UpdatedParameters now;
        for (std::size_t i = 0; i < group.parameters.size(); ++i) {
            const at::Tensor& gradient = group.parameters[i].grad();
            if (!gradient.defined())
                continue;
            now.parameters.push_back(group.parameters[i].detach());
            now.gradients.push_back(gradient);
            if (!group.momenta.empty())
                now.momenta.push_back(group.momenta[i]);
            if (!group.secondMoments.empty())
                now.secondMoments.push_back(group.secondMoments[i]);
            if (!group.convolutionGroups.empty())
                now.convolutionGroups.push_back(group.convolutionGroups[i]);
        }
        if (!now.parameters.empty())
            update(group, now, scaled(rate, group.rateFactor), overflow);
    }
}

void Optimizer::clearGradients() {
    for (auto& group : groups_)
        for (auto& parameter : group.parameters)
            parameter.mutable_grad().reset();
}

std::vector<at::Tensor> Optimizer::gradients() const {
    std::vector<at::Tensor> all;
    for (const auto& group : groups_)
        for (const auto& parameter : group.parameters)
            if (parameter.grad().defined())
                all.push_back(parameter.grad());
    return all;
}

at::Tensor Optimizer::addCounter(const std::string& name) {
    at::TensorOptions options(at::kFloat);
    if (!groups_.empty())
        options = options.device(groups_.front().parameters.front().device());
    return counters_.emplace_back(name, at::zeros({}, options)).second;
}

std::vector<std::pair<std::string, at::Tensor>> Optimizer::momenta() const {
    std::vector<std::pair<std::string, at::Tensor>> all;
    for (const auto& group : groups_)
        for (std::size_t i = 0; i < group.momenta.size(); ++i)
            all.emplace_back(group.names[i], group.momenta[i]);
    return all;
}

std::vector<std::pair<std::string, at::Tensor>> Optimizer::entries() const {
    auto all = momenta();
    for (const auto& group : groups_)
        for (std::size_t i = 0; i < group.secondMoments.size(); ++i)
            all.emplace_back(secondMoment + group.names[i], group.secondMoments[i]);
    for (const auto& [name, value] : counters_)
        all.emplace_back(counter + name, value);
    return all;
}

interop::StateDict Optimizer::state() const {
    interop::StateDict state;
    for (const auto& [name, value] : entries())
        state.emplace_back(name, value.to(at::kCPU).contiguous().clone());
    return state;
}

void Optimizer::restore(const interop::StateDict& state, const std::string& source) {
    std::unordered_map<std::string, const at::Tensor*> given;
    for (const auto& [name, value] : state)
        given.emplace(name, &value);
    const at::NoGradGuard noGrad;
    const auto own = entries();
    for (const auto& [name, value] : own) {
        const auto found = given.find(name);
        if (found == given.end())
            throw interop::FormatError(source + ": " + described(name) + " is missing");
        if (found->second->sizes() != value.sizes()) {
            std::ostringstream text;
            text << source << ": " << described(name) << " has the shape " << found->second->sizes() << ", expected "
                 << value.sizes();
            throw interop::FormatError(text.str());
        }
    }
    for (const auto& [name, value] : own)
        value.copy_(*given.at(name));
}

}  // namespace isonet::training
