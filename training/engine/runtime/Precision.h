// The numeric precision of a run: float32, TF32 on matrix units, or autocast to bfloat16 or float16 with loss scaling.
// Weights, gradients, momentum and the penalty stay float32 in all of them.
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/config/RunConfig.h"

namespace isonet::training {

// Sets torch's process-wide flags: TF32 (off for float32 too, where cuDNN would enable it by default) and cuDNN
// benchmarking.
void applyPrecision(config::Precision precision);

// Enables torch's autocast on this thread during its lifetime; no effect for Float32 and TF32.
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

// Loss scaling for the small range of float16: the loss is multiplied by a scale before the backward pass. A step whose
// gradients overflow is skipped and halves the scale; 2000 good steps double it. Everything stays on the device.
// Source: Micikevicius et al., "Mixed precision training" (2018); torch.amp.GradScaler's constants.
class LossScaler {
public:
    LossScaler(bool enabled, const at::Device& device);

    at::Tensor scale(const at::Tensor& loss) const;
    // Divides the gradients by the scale. Returns a (1) tensor: 1 if any gradient is not finite. Undefined if disabled.
    at::Tensor unscale(std::vector<at::Tensor>& gradients);
    void update(const at::Tensor& overflow);

    bool enabled() const { return scale_.defined(); }
    double currentScale() const;  // waits for the device; 1 if disabled
    int growth() const;
    void restore(double scale, int growth);

private:
    at::Tensor scale_, growth_;  // (1) float32, (1) int32
};

}  // namespace isonet::training
