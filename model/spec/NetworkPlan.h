// The plan of a network, layer by layer, before any tensor exists: names, shapes, parameters, FLOPs.
// The builder (model/layers/Network.h), the form's summary, the diagram and `isonet inspect` all read this one plan.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/spec/ModelSpec.h"

namespace isonet::spec {

struct Shape3 {
    int channels = 0, height = 0, width = 0;
    bool operator==(const Shape3&) const = default;
};

// Pixels of zero padding on each side of the grid.
struct Padding {
    int top = 1, bottom = 1, left = 1, right = 1;
    bool operator==(const Padding&) const = default;
    bool symmetric() const { return top == bottom && left == right; }
};

// One convolution. Kernel (outputs, inputs / groups, kernel.height, kernel.width). Stride and dilation are the same in
// both directions.
struct ConvolutionPlan {
    std::string name;  // as published: "stem.conv", "s1.b1.f.a", "s2.b1.proj"
    int stage = 0;     // 0 is the stem
    int inputs = 0, outputs = 0;
    KernelSize kernel;
    int stride = 1, dilation = 1, groups = 1;
    Padding padding;  // "same": ceil(grid / stride) outputs in each direction
    // As published: false with a normalization or if an SReLU follows, and with Fixup, which has scalar biases instead.
    bool bias = false;
    bool standardized = false;  // weight standardization: the kernel applied is a function of the parameter
    Normalization normalization = Normalization::None;
    int normalizationGroups = 1;
    Initialization initialization = Initialization::Delta;
    Parameterization parameterization = Parameterization::Free;
    double gain = 1;  // scaled standardization: gamma at the start
    Shape3 in, out;
    bool penalized = false;  // by the given penalty; never true for the image stem
    std::int64_t parameters() const;
    std::int64_t flops() const;  // multiply-adds times two, one image; without transforms of the grid
    // Taps of the kernel applied: `kernel`, unless the parameterization makes another size of it.
    KernelSize applied() const;
    // Whether the kernel applied fills the grid, whose boundary is then circular; else the boundary is zero padding.
    bool circular() const { return info(parameterization).fillsGrid && !(kernel.pointwise() && stride == 1); }
};

struct ActivationPlan {
    std::string name;  // "stem.relu", "s1.b1.f.a_relu", "s1.b1.relu"
    int stage = 0;
    Shape3 shape;
    Activation kind = Activation::SReLU;
    double offset = -1.0;  // SReLU's b at the start
    bool offsetTrained = true;
    double slope = 0, scale = 1;  // of a tailored ReLU: scale * (y, or slope y where y < 0)
    // Of a transformed activation f: scale * (f(inputScale y + inputShift) + shift).
    double inputScale = 1, inputShift = 0, shift = 0;
    bool isTailored() const { return kind == Activation::TailoredReLU; }
    bool isTransformed() const { return info(kind).transformed; }
};

struct StagePlan {
    std::string name;  // "stem", "s1", "s2", ..., "head"
    Shape3 out;        // head: {classes, 1, 1}
    int blocks = 0;    // 0 for stem and head
    std::int64_t parameters = 0;
    std::int64_t flops = 0;
};

// A change of the grid before a convolution; none for Downsampling::Stride or a factor of 1.
struct ResamplingPlan {
    Downsampling kind = Downsampling::Stride;
    int factor = 1;
    bool active() const { return factor > 1 && kind != Downsampling::Stride; }
};

struct BlockPlan {
    std::string name;  // "s1.b1"
    int stage = 0;
    BlockKind kind = BlockKind::Basic;
    bool shortcut = false, projection = false;
    int inputs = 0, outputs = 0, width = 0, stride = 1;  // width: the bottleneck's inner channels, else outputs
    ResamplingPlan resampling;  // of the branch before convolution `downsampleAt`, and of the skip
    int downsampleAt = 0;       // index of the branch's convolution
    int convolutions = 2;       // of the branch
    ResidualMultiplier multiplier = ResidualMultiplier::None;
    double multiplierStart = 0;
    std::int64_t parameters = 0;
    std::int64_t keptBytes = 0, outputBytes = 0;  // of activationBytes below; the part that is the block's output
};

// A hidden layer of the head, or its classifier, which comes last.
struct LinearPlan {
    std::string name;  // "head.fc1", "head.fc"
    int inputs = 0, outputs = 0;
    bool bias = true;
    bool orthogonal = false;  // its weight is the nearest orthogonal matrix of the parameter
};

struct NetworkPlan {
    ResamplingPlan stemResampling;  // of the image, before the stem's convolution
    std::vector<StagePlan> stages;
    std::vector<BlockPlan> blocks;
    std::vector<ConvolutionPlan> convolutions;  // in the order of the forward pass (projection before branch)
    std::vector<ActivationPlan> activations;    // of the head's hidden layers, too: (channels, 1, 1)
    std::vector<LinearPlan> linear;             // empty for a detector's backbone
    Shape3 features;                            // the last feature map
    // "stem" and blocks that contain a layer whose activation, initialization or parameterization differs from the
    // network's, in order.
    std::vector<std::string> changed;
    std::int64_t parameters = 0;  // equals that of the built network
    std::int64_t flops = 0;       // convolutions and classifier, one image, forward
    // float32 outputs kept for the backward pass, one image: every activation's output (it overwrites its input, except
    // PReLU and RReLU), the inputs of normalizations, multipliers and linear layers, resampled and padded grids, pooled
    // values with their 8-byte positions. Not what the kernels of parameterized layers keep of their computation.
    std::int64_t activationBytes = 0;
};

// Throws std::invalid_argument with validate()'s first message if the specification is invalid.
NetworkPlan plan(const ModelSpec& spec, const PenaltySpec& penalty = {});

// The same without validation; requires a valid depth and image size.
NetworkPlan layOut(const ModelSpec& spec, const PenaltySpec& penalty = {});

// Whether the penalty covers a convolution: all but the image stem, the excluded ones and those with a
// parameterization other than free, which reach no kernel that it would correct; none for kind None. (The
// published code skips 7x7 kernels and kernels with three input channels, which in its networks means the stem only.)
bool penalizes(const PenaltySpec& penalty, const ConvolutionPlan& layer);
// The same whatever the kind: the layers whose kernels are clipped.
bool constrains(const PenaltySpec& penalty, const ConvolutionPlan& layer);

}  // namespace isonet::spec
