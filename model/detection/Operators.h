// RoIAlign and non-maximum suppression: torchvision's own operators, on the CPU and on CUDA.
//
// torchvision's library is opened at first use. It refers to Python symbols but runs no Python; libpython3.11 (Debian
// package of the same name) must be installed and is loaded too.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <stdexcept>

namespace isonet::model {

// torchvision's operators cannot be loaded: what() names the missing file and the remedy.
class OperatorsMissing : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Opens the library; the operators below call this. Thread-safe. To use CUDA, call loadCuda() first. The file is
// torchvision/_C.so next to the torch folder in use, or the file named by ISONET_TORCHVISION.
void loadDetectionOperators();

// boxes (N, 4) as x1, y1, x2, y2; scores (N). Indices of the kept boxes, by descending score: of two boxes that overlap
// by more than `overlap`, the one with the lower score is removed.
at::Tensor suppressed(const at::Tensor& boxes, const at::Tensor& scores, double overlap);
// The same within each group, like torchvision's batched_nms: groups (N) int64.
at::Tensor suppressedByGroup(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& groups,
                             double overlap);

// features (N, C, H, W); regions (K, 5): image, x1, y1, x2, y2 in pixels of the image; scale: features per pixel.
// Returns (K, C, size, size): bilinear samples on a grid as fine as the features (He et al., 2017; with an offset of
// half a pixel). In float32, also under autocast.
at::Tensor roiAlign(const at::Tensor& features, const at::Tensor& regions, double scale, std::int64_t size);

}  // namespace isonet::model
