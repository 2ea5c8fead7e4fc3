// Propagation of a batch's signals and gradients through a network, layer by layer. Plain data; filled by
// SignalMeasure.h.
//
// An isometry preserves every inner product (Definition 1). For a map f and a batch x_1 .. x_N with the Gram matrices
// K_ij = <x_i, x_j> and K'_ij = <f(x_i), f(x_j)>, the deviation is
//
//   ||K' - K||_F / ||K||_F;
//
// 0 for an isometry. Norms are the square root of the mean over images of ||x||^2.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isonet::model {

struct Passage {
    double before = 0, after = 0;  // norms of input and output
    double deviation = 0;          // infinite if only the input is 0
    double gain() const { return before > 0 ? after / before : 0; }
};

// A nonlinearity x = phi(y), and the operator D of equation (2) that maps the gradient back: D g = phi'(y) g.
struct ActivationReport {
    std::string name;  // "s1.b1.f.a_relu"
    int stage = 0;
    std::int64_t channels = 0, height = 0, width = 0;
    Passage forward;   // y -> phi(y)
    Passage backward;  // dL/dx -> dL/dy = D dL/dx
    // D alone: mean of D^2 over the batch, the fraction of a white gradient's energy it keeps (1 for an isometry; for
    // ReLU the fraction of positive y), and ||D* D - I||_F / sqrt(size).
    double maskEnergy = 0, maskDeviation = 0;
};

// A convolution y = A x, without its bias, and its adjoint. A projection has its own row.
struct ConvolutionReport {
    std::string name;  // "s1.b1.f.a"
    int stage = 0;
    Passage forward;   // x -> A x
    Passage backward;  // dL/dy -> A* dL/dy: the contribution of this convolution to dL/dx
};

struct SignalReport {
    std::int64_t images = 0;
    double imageNorm = 0, logitsNorm = 0;         // signal at the input and at the output
    double imageGradient = 0;                     // norm of dL/dx at the images
    double logitsGradient = 0;                    // at the logits
    std::vector<ConvolutionReport> convolutions;  // plan order, the order of the forward pass
    std::vector<ActivationReport> activations;
};

}  // namespace isonet::model
