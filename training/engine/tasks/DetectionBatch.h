// Images and objects of several samples as the tensors of one batch.
#pragma once

#include <vector>

#include "training/data/detection/DetectionDataset.h"

namespace isonet::training {

// Indices of a batch's tensors:
//   {images (N, 3, H, W) uint8, sizes (N, 2), boxes (M, 4), labels (M), objects per image (N), crowds (K, 4), crowds
//   per image (N), [masks (M, H, W) uint8]}
enum DetectionPart { Images, Sizes, Boxes, Labels, Objects, Crowds, CrowdCounts, Masks };

// The tensors of a batch for Detection::loss(). Images are padded with zeros on the right and at the bottom to the
// largest. Uses the calling thread only: loader workers call it. `pinned`: those that go to the device, in page-locked
// memory of the current device.
std::vector<at::Tensor> detectionBatch(const std::vector<DetectionSample>& samples, bool pinned);

}  // namespace isonet::training
