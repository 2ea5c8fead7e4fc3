// A device graph for the CPU: the body is recorded without being computed, and computed by each replay.
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <functional>
#include <utility>
#include <vector>

#include "model/kernels/DeviceGraph.h"

namespace isonet::testing {

struct GraphCalls {
    int warmUps = 0, captures = 0, replays = 0;
};

class FakeGraph : public model::DeviceGraph {
public:
    explicit FakeGraph(GraphCalls& calls) : calls_(calls) {}
    // One whose capture fails. The body has run on the host by then, but the device has computed nothing: `state`, what
    // the body changes on the device, is as before.
    FakeGraph(GraphCalls& calls, std::vector<at::Tensor> state)
        : calls_(calls), fails_(true), state_(std::move(state)) {}

    void warmUp(const std::function<void()>& body) override {
        ++calls_.warmUps;
        body();
    }
    void capture(const std::function<void()>& body) override {
        ++calls_.captures;
        if (fails_) {
            const at::NoGradGuard noGrad;
            std::vector<at::Tensor> before;
            for (const at::Tensor& tensor : state_)
                before.push_back(tensor.clone());
            {
                const at::AutoGradMode grad(true);
                body();
            }
            for (std::size_t i = 0; i < state_.size(); ++i)
                state_[i].copy_(before[i]);
            TORCH_CHECK(false, "operation not permitted when stream is capturing\nCompile with device assertions.");
        }
        recorded_ = body;
    }
    void replay() override {
        TORCH_CHECK(recorded_, "replay without a capture");
        ++calls_.replays;
        recorded_();
    }

private:
    GraphCalls& calls_;
    bool fails_ = false;
    std::vector<at::Tensor> state_;
    std::function<void()> recorded_;
};

}  // namespace isonet::testing
