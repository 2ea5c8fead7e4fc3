// An exponential moving average of a module's weights and running statistics: after the first update a = w, then
// a <- d a + (1 - d) w with d = min(decay, (1 + n) / (10 + n)) after n earlier updates, so that a short run does not
// keep its first weights. Sources: Polyak and Juditsky (1992); the rule for n of TensorFlow's ExponentialMovingAverage.
#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace isonet::training {

// Training thread only.
class WeightAverage {
public:
    // decay 0: there is no average, and nothing below has an effect. The module must outlive this object.
    WeightAverage(const torch::nn::Module& module, double decay);

    // The weights after update number `updates` (0-based).
    void add(std::int64_t updates);
    // The module's present values are the average, of a checkpoint.
    void restore();
    bool exists() const { return !average_.empty(); }

    // While it lives, the module has the averaged values; then its own again. Nothing if there is no average yet.
    class Applied {
    public:
        explicit Applied(const WeightAverage& average);
        ~Applied();
        Applied(const Applied&) = delete;
        Applied& operator=(const Applied&) = delete;

    private:
        const WeightAverage& average_;
        std::vector<at::Tensor> own_;
    };

private:
    double decay_;
    std::vector<at::Tensor> values_;   // of the module, floating point
    std::vector<at::Tensor> average_;  // likewise
};

}  // namespace isonet::training
