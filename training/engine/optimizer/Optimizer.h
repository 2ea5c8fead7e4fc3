// What all optimizers share: groups of parameters, a step, the state in checkpoints. The kinds are listed in
// training/config/Optimizers.def.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/interop/Value.h"
#include "training/engine/optimizer/ParameterGroups.h"

namespace isonet::training {

// A learning rate: a number, or a float32 scalar on the parameters' device, which a CUDA graph reads at each replay.
using Rate = std::variant<double, at::Tensor>;
Rate scaled(const Rate& rate, double factor);

// The parameters of a group that have a gradient, with their state. Detached; they share storage with the group.
struct UpdatedParameters {
    std::vector<at::Tensor> parameters, gradients, momenta, secondMoments;  // the last two empty where the group's are
    std::vector<std::int64_t> convolutionGroups;
};

class Optimizer {
public:
    virtual ~Optimizer() = default;
    Optimizer(const Optimizer&) = delete;
    Optimizer& operator=(const Optimizer&) = delete;

    // Skips parameters without a gradient. `overflow` (1), from LossScaler: a value of 1 skips the step.
    void step(double rate, const at::Tensor& overflow = {}) { stepAt(rate, overflow); }
    void step(const at::Tensor& rate, const at::Tensor& overflow = {}) { stepAt(rate, overflow); }
    void clearGradients();
    std::vector<at::Tensor> gradients() const;  // those that are defined

    const std::vector<ParameterGroup>& groups() const { return groups_; }
    // The momentum of each parameter by name, as it is now; none without momentum. AdamW: the mean of the gradients.
    std::vector<std::pair<std::string, at::Tensor>> momenta() const;

    // CPU copies in the parameters' logical order: momenta by parameter name, then "second_moment/" + name, then
    // "counter/" + name of what is counted.
    interop::StateDict state() const;
    // Throws interop::FormatError naming the entry that is missing or has another shape; nothing is changed then.
    void restore(const interop::StateDict& state, const std::string& source);

protected:
    explicit Optimizer(std::vector<ParameterGroup> groups) : groups_(std::move(groups)) {}

    // A number that the state includes: a float32 scalar on the parameters' device, at 0.
    at::Tensor addCounter(const std::string& name);

    // Before the groups of a step.
    virtual void begin(const at::Tensor& /*overflow*/) {}
    // `rate` includes the group's factor.
    virtual void update(const ParameterGroup& group, const UpdatedParameters& now, const Rate& rate,
                        const at::Tensor& overflow) = 0;

    std::vector<ParameterGroup> groups_;

private:
    void stepAt(const Rate& rate, const at::Tensor& overflow);
    std::vector<std::pair<std::string, at::Tensor>> entries() const;

    std::vector<std::pair<std::string, at::Tensor>> counters_;
};

}  // namespace isonet::training
