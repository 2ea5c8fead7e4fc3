// The numeric precision of a run: float32, TF32 on matrix units, or autocast to bfloat16 or float16 with loss scaling.
// Weights, gradients, momentum and the penalty stay float32 in all of them. Everything that computes with a run's
// network, in training or later, opens a PrecisionScope around its forward pass.
#pragma once

#include <torch/types.h>

#include <vector>

#include "model/kernels/TF32Scope.h"
#include "training/config/RunConfig.h"

namespace isonet::training {

// The precision on a device: Automatic resolved (training/config/AutomaticSettings.h), others as they are.
config::Precision precisionOn(const at::Device& device, config::Precision precision);

// For the duration of a run, whose backward passes are outside of all forward scopes: TF32 is used if it is the run's
// precision, and is off for the others, where cuDNN would enable it by default.
class RunPrecision {
public:
    RunPrecision(config::Precision precision, const at::Device& device);

private:
    model::TF32Scope tf32_;
};

// During its lifetime, this thread computes in a precision: with torch's autocast for bfloat16 and float16, with TF32
// only if it is the precision. A thread with a stricter scope forbids TF32 for all meanwhile (TF32Scope.h).
class PrecisionScope {
public:
    PrecisionScope(config::Precision precision, const at::Device& device);
    ~PrecisionScope();
    PrecisionScope(const PrecisionScope&) = delete;
    PrecisionScope& operator=(const PrecisionScope&) = delete;

private:
    config::Precision precision_;
    model::TF32Scope tf32_;
    bool active_;  // autocast
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
