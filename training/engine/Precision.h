// The arithmetic a run asks for: float32, TF32 on matrix units, or autocast to bfloat16 or float16 with loss scaling.
// Weights, gradients, momentum and the penalty stay float32 in all of them.
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

// Sets torch's process-wide switches: TF32 on or off (off also for float32, where cuDNN would use it on its own), and
// cuDNN's choice of the fastest algorithm.
void applyPrecision(config::Precision precision);

// While it lives, operators on this thread run in the lower precision where torch's autocast lists allow. Nothing
// happens for Float32 and TF32.
class AutocastScope {
public:
    AutocastScope(config::Precision precision, const at::Device& device);
    ~AutocastScope();
    AutocastScope(const AutocastScope&) = delete;
    AutocastScope& operator=(const AutocastScope&) = delete;

private:
    bool active_;
    at::DeviceType device_;
    bool wasEnabled_ = false;
    at::ScalarType previous_ = at::kFloat;
};

// float16's small range: the loss is multiplied by a scale before the backward pass; a step whose gradients overflow is
// skipped and halves the scale, 2000 good ones double it. Everything stays on the device. Source: Micikevicius et al.,
// "Mixed precision training" (2018); torch.amp.GradScaler's constants.
class LossScaler {
public:
    LossScaler(bool enabled, const at::Device& device);

    at::Tensor scale(const at::Tensor& loss) const;
    // Divides the gradients by the scale. Gives a (1) tensor, 1 where one of them is not finite; undefined when off.
    at::Tensor unscale(std::vector<at::Tensor>& gradients);
    void update(const at::Tensor& overflow);

    bool enabled() const { return scale_.defined(); }
    double currentScale() const;  // waits for the device; 1 when off
    int growth() const;
    void restore(double scale, int growth);

private:
    at::Tensor scale_, growth_;  // (1) float32, (1) int32
};

}  // namespace isonet::training
