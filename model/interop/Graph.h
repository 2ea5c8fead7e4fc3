// A network in evaluation mode as a list of operations, without weights: what the writers of other formats read. No
// torch header.
//
// Signals are (N, C, H, W) float32, after global pooling or flattening (N, C).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "model/spec/NetworkPlan.h"

namespace isonet::interop {

namespace operation {

struct Convolution {  // weight as applied (PlainKernels.h), bias if the plan has one; zero padding
    spec::ConvolutionPlan plan;
};
struct BatchNorm {  // weight, bias, running_mean, running_var
    int channels = 0;
};
struct GroupNorm {  // mean and variance of each group of channels of an image; weight, bias
    int channels = 0, groups = 1;
};
struct Activation {  // SReLU: srelu_bias (1, channels, 1, 1); PReLU: weight (channels)
    spec::Activation kind = spec::Activation::SReLU;
    int channels = 0;                                  // of its parameter: 1 for an SReLU with one b per layer
    bool trained = true;                               // SReLU's b
    bool flat = false;                                 // the signal is (N, C)
    double slope = 0, scale = 1;                       // of a tailored ReLU
    double inputScale = 1, inputShift = 0, shift = 0;  // of a transformed activation, with scale
};
struct Scale {  // x -> s x; scale (1, channels, 1, 1)
    int channels = 1;
};
struct Shift {};  // x -> x + b; shared_bias (1)
struct Add {};    // of two inputs
struct Pool {     // cells outside the image count neither for the maximum nor for the mean; no partial last cell
    bool maximum = true;
    int kernel = 2, stride = 2, padding = 0;
};
struct BlurPool {  // [1 2 1]^T [1 2 1] / 16 on each channel over a reflected border of one pixel, every factor-th pixel
    int channels = 0, factor = 2;
};
struct SpaceToDepth {              // out[c s^2 + dy s + dx][y][x] = in[c][y s + dy][x s + dx]
    int channels = 0, factor = 2;  // channels: of the input
};
struct GlobalPool {  // (N, C, H, W) -> (N, C)
    bool maximum = false;
};
struct Flatten {};  // (N, C, H, W) -> (N, C H W)
struct Linear {     // weight (outputs, inputs), bias
    int inputs = 0, outputs = 0;
    bool bias = true;
};
struct Dropout {  // the identity in evaluation mode
    double probability = 0;
};

}  // namespace operation

using Operation = std::variant<operation::Convolution, operation::BatchNorm, operation::GroupNorm,
                               operation::Activation, operation::Scale, operation::Shift, operation::Add,
                               operation::Pool, operation::BlurPool, operation::SpaceToDepth, operation::GlobalPool,
                               operation::Flatten, operation::Linear, operation::Dropout>;

inline constexpr double normalizationEpsilon = 1e-5;  // added to the variance

struct Node {
    Operation operation;
    // Of the result, unique in the network. If the operation has parameters, also of its module: "s1.b1.f.a" has the
    // parameter "s1.b1.f.a.weight".
    std::string name;
    std::vector<std::string> inputs;  // names of results
    std::string variable;             // the result's short name in a program: "x", "f", "skip"
};

// The stem, one block, or the head. Reads one value; its last node makes the result.
struct Section {
    std::string name;   // "stem", "s1.b1", "head"
    std::string title;  // "Bottleneck block with projection"
    std::string input;
    std::vector<Node> nodes;
};

struct Graph {
    std::string name;  // "R-ISONet-18"
    spec::Shape3 image;
    int classes = 0;
    bool fixedSize = false;  // the head flattens: only images of this height and width
    std::vector<Section> sections;
};

inline constexpr char graphInput[] = "images";

// Throws std::invalid_argument if the specification is invalid or has layers without a plain kernel (PlainKernels.h).
Graph graphOf(const spec::ModelSpec& spec);

}  // namespace isonet::interop
