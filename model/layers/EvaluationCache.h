// A tensor computed from parameters, kept while they do not change: for layers in evaluation mode. Used by one thread
// at a time, as the layer.
#pragma once

#include <ATen/core/grad_mode.h>
#include <torch/types.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace isonet::model {

class EvaluationCache {
public:
    // compute(), or its last result if that was made from the same, unchanged parameters for the same key. Nothing is
    // kept during training and while gradients are recorded. In-place changes are found by the tensors' version;
    // replayed device graphs change parameters without it, so layers clear the cache when their mode is set.
    template <typename Compute>
    at::Tensor get(bool evaluating, const std::vector<at::Tensor>& parameters, const std::vector<std::int64_t>& key,
                   const Compute& compute) {
        if (!evaluating || at::GradMode::is_enabled())
            return compute();
        State state{key, {}};
        for (const at::Tensor& parameter : parameters)
            if (parameter.defined())
                state.parameters.emplace_back(parameter.const_data_ptr(), parameter._version());
        if (!value_.defined() || state != state_) {
            value_ = compute();
            state_ = std::move(state);
        }
        return value_;
    }
    void clear() { value_ = at::Tensor(); }

private:
    struct State {
        std::vector<std::int64_t> key;
        std::vector<std::pair<const void*, std::int64_t>> parameters;  // address and version
        bool operator==(const State&) const = default;
    };
    at::Tensor value_;
    State state_;
};

}  // namespace isonet::model
