// Losses of the box and the mask branch. Sources: Girshick, "Fast R-CNN" (2015); He et al., "Mask R-CNN"
// (2017).
#pragma once

#include <torch/types.h>

#include "model/detection/BoxCoding.h"
#include "model/detection/Boxes.h"

namespace isonet::model {

// The sum over e = |delta - target| of e - s / 2, and of e^2 / (2 s) where e is below the smoothing s.
at::Tensor boxError(const at::Tensor& deltas, const at::Tensor& targets, double smoothing);

// Background boxes with more than `cover` of their area in a crowd are ignored. Modifies role (N).
void ignoreCrowds(at::Tensor& role, const at::Tensor& boxes, const at::Tensor& crowds, double cover);

// logits (R, C + 1), background last; labels (R) int64, C for background. Mean; 0 without regions.
at::Tensor categoryLoss(const at::Tensor& logits, const at::Tensor& labels);

// deltas (R, 4 C), only the object's category counts; the sum over the objects divided by the number R of regions.
// regions, targets: (R, 4), targets of background are ignored.
at::Tensor regionBoxLoss(const at::Tensor& deltas, const at::Tensor& labels, const at::Tensor& regions,
                         const at::Tensor& targets, const BoxCoding& coding, double smoothing);

// The part of each object's mask that its region covers, as (R, size, size) of 0 and 1. masks (M, H, W) uint8; object
// (R) int64: its mask.
at::Tensor maskTargets(const at::Tensor& masks, const at::Tensor& regions, const at::Tensor& object, std::int64_t size);

// logits (R, C, size, size), only the object's category counts: binary cross entropy, mean; 0 without regions.
at::Tensor maskLoss(const at::Tensor& logits, const at::Tensor& labels, const at::Tensor& targets);

}  // namespace isonet::model
