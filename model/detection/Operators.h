// RoIAlign and non-maximum suppression: torchvision's own operators, on the CPU and on CUDA.
//
// torchvision's library is opened when one of them is first used. It refers to Python's symbols without running any
// Python: libpython3.11 must be there (Debian's package of that name), and is loaded beside it.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <stdexcept>

namespace isonet::model {

// torchvision's operators cannot be loaded: what() says which file is missing and how to get it.
class OperatorsMissing : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Opens the library; what the operators below do by themselves. Thread-safe. Where CUDA is to be used, loadCuda() must
// come first. The file is torchvision/_C.so beside the torch folder that this program uses, or what ISONET_TORCHVISION
// names.
void loadDetectionOperators();

// boxes (N, 4) as x1, y1, x2, y2; scores (N). Indices of the boxes that stay, by falling score: of two that overlap by
// more than `overlap` the one with the lower score goes.
at::Tensor suppressed(const at::Tensor& boxes, const at::Tensor& scores, double overlap);
// The same within each group: groups (N) int64. As torchvision's batched_nms.
at::Tensor suppressedByGroup(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& groups,
                             double overlap);

// features (N, C, H, W); regions (K, 5): image, x1, y1, x2, y2 in pixels of the image, of which a feature covers
// 1 / scale. Gives (K, C, size, size): bilinear samples, a grid as fine as the features (He et al., 2017; with half a
// pixel's offset). In float32, also under autocast.
at::Tensor roiAlign(const at::Tensor& features, const at::Tensor& regions, double scale, std::int64_t size);

}  // namespace isonet::model
