// Initial values of a convolution kernel, (M, C / groups, k, k), from torch's default generator.
//
// Delta: A[i, i, kh/2, kw/2] = 1 for i < min(M, C), else 0 (paper, Example 1; torch's dirac, per group). For even
// kernels kh/2 is the tap below the middle, which reads the output's own pixel (spec::KernelSize). Delta-orthogonal:
// zero except at the center, an (M, C) matrix with orthonormal rows or columns (Xiao et al., 2018). Orthogonal:
// orthonormal rows or columns of the kernel flattened to (M, C k k) (Saxe et al., 2013). Kaiming: normal with variance
// 2 / (k k M), fan-out, as published (He et al., 2015). Xavier: uniform within +-sqrt(6 / (k k (C + M))) (Glorot and
// Bengio, 2010).
#pragma once

#include <torch/types.h>

#include "model/spec/Initializations.h"

namespace isonet::model {

// Overwrites `weight` outside of autograd. Throws c10::Error unless it has four dimensions and its outputs are
// divisible by the groups.
void initializeKernel(const at::Tensor& weight, spec::Initialization kind, std::int64_t groups = 1);

// Orthonormal rows or columns, uniformly distributed, float64 on the CPU.
at::Tensor orthonormalMatrix(std::int64_t rows, std::int64_t columns);

}  // namespace isonet::model
