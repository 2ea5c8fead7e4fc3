// mixup: each image of a batch is mixed with a partner, x <- s x + (1 - s) x', and the loss is s CE(y) + (1 - s)
// CE(y'), with one share s per batch from Beta(alpha, alpha). Source: Zhang et al., "mixup: Beyond empirical risk
// minimization" (2018), as Fixup++ (paper, Tables 2 and 4) uses it.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace isonet::training {

struct MixupDraw {
    at::Tensor partner;  // (n) int64, a permutation
    at::Tensor share;    // (1) float32, 0 to 1
};

// Depends only on `key`, so that a resumed run draws the same. alpha > 0, images >= 1.
MixupDraw drawMixup(double alpha, std::int64_t images, std::uint64_t key, bool pinned = false);

// Keeps the memory format. All tensors on one device.
at::Tensor mixed(const at::Tensor& images, const at::Tensor& partner, const at::Tensor& share);

}  // namespace isonet::training
