// Detections of all processes that train together. Private to Detection.
#pragma once

#include <torch/types.h>

#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

// Every rank's, by image, each image's in its rank's order: what one process that looked at all images would have.
// Collective. `device`: where the ranks' tensors are. Throws PeerError.
std::vector<coco::Detection> gathered(std::vector<coco::Detection> own, distributed::Group& group,
                                      const at::Device& device);

// As numbers and back. Throws std::invalid_argument where they are none.
std::vector<std::int64_t> packed(const std::vector<coco::Detection>& detections);
std::vector<coco::Detection> unpacked(const std::vector<std::int64_t>& numbers);

}  // namespace isonet::training
