// The small matrices between a kernel's k k taps and its DFT at the (2 kh - 1)(2 kw - 1) frequencies that hold its
// correlation with itself: 1 real one and h conjugate pairs, of which one is kept. The DFT is X + iY.
#pragma once

#include <torch/types.h>

#include <vector>

namespace isonet::model {

struct TapTransform {
    std::int64_t shifts = 0;  // (2 kh - 1)(2 kw - 1)
    std::int64_t pairs = 0;   // h
    // (4 h + 1, k k): h rows of X + Y, h of X - Y, h of X, the real frequency, h of Y.
    at::Tensor analysis;
    // (3 h + 1, k k): the contribution of each product Ei (X + Y), Er (X - Y), (Er + Ei) X, E0 X0 to the gradient of
    // ||G - I||^2 / 2 summed over all frequencies and divided by `shifts`.
    at::Tensor synthesis;
    std::vector<double> omegaY, omegaX;  // radians per tap of the h frequencies
};

TapTransform tapTransform(std::int64_t kh, std::int64_t kw, const at::TensorOptions& options);

}  // namespace isonet::model
