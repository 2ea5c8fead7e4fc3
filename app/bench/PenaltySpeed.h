// Speed of the penalty, value and gradient, at the shapes of given layers, against what bounds it on this machine.
#pragma once

#include <cstdint>

#include "app/bench/Comparison.h"

namespace isonet::benchmarks {

// `count` convolutions of one shape: (outputs, inputs / groups, kernel, kernelWidth), the last as `kernel` if 0.
struct PenalizedLayers {
    std::int64_t outputs, inputs, kernel, stride;
    int count;
    std::int64_t groups = 1, kernelWidth = 0;

    std::int64_t width() const { return kernelWidth > 0 ? kernelWidth : kernel; }
    std::int64_t smaller() const;  // channels of one group
    std::int64_t larger() const;
};

struct PenaltySpeed {
    Comparison times;                                                 // published: the bound; ours: the penalty
    double amount = 0;                                                // floating-point operations or bytes of either
    double step = 0;                                                  // seconds in training, through autograd
    double operations = 0;                                            // floating-point, of ours; where amount is bytes
    double bound() const { return amount / times.published * 1e-9; }  // GFLOP/s or GB/s
    double ours() const { return amount / times.ours * 1e-9; }
    double inTraining() const { return amount / step * 1e-9; }
};

// The penalty's matrix products alone, by torch's bmm: the same shapes and as many at once as fit the cache, operands
// in place. FastPenalty.h lists the products. Stride 1: one n x n and d product per DFT frequency and step; otherwise
// one per shift and step.
PenaltySpeed againstProducts(const PenalizedLayers& layers);

// Layers with one channel on the smaller side of a group: value and gradient against a copy of kernel to gradient,
// layer by layer, both into the same memory. Either reads the kernel once and writes the gradient once. What the copy
// does not have is `operations`: large kernels are bound by them, not by memory.
PenaltySpeed againstCopy(const PenalizedLayers& layers);

}  // namespace isonet::benchmarks
