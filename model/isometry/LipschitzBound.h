// Bound on the Lipschitz constant of a network in evaluation mode, in the Euclidean norm, from the image as the network
// takes it to the logits: the product over layers, and sums over the two paths of a block,
//
//   L(block) = L(activation) (L(skip) + |m| L(branch)),
//
// with a bound on each convolution's zero-padded operator: the smaller of paddedNormBound() and of circularNormBound()
// on the grid enlarged by the kernel's reach, of whose operator the padded one is a part. Linear layers: their exact
// norm. BatchNorm: max |weight| / sqrt(variance + 1e-5). Pooling: the square root of the largest number of windows that
// cover a pixel, times its weights. Group and layer normalization have no useful constant: the bound is infinite.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "model/isometry/Spectrum.h"
#include "model/layers/Network.h"

namespace isonet::model {

struct LayerBound {
    std::string name;                 // a convolution's or a linear layer's
    double padded = 0, circular = 0;  // of a convolution; padded 0: circular boundary, or too wide
    OperatorGrid grid = {};           // of `circular`: the layer's, enlarged by the kernel's reach if zero-padded
    double used = 0;                  // in the product, without its normalization
};

struct LipschitzBound {
    std::vector<LayerBound> layers;  // plan order; hidden layers of the head and the classifier last
    double network = std::numeric_limits<double>::infinity();
    std::string unbounded;  // the first layer without a bound; empty: none
};

LipschitzBound lipschitzBound(const Network& network);

}  // namespace isonet::model
