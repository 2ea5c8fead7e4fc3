// Gathers the detections of all ranks. Private to Detection.
#pragma once

#include <torch/types.h>

#include <set>
#include <vector>

#include "training/data/coco/Results.h"

namespace isonet::distributed {
class Group;
}

namespace isonet::training {

// The detections of all ranks, sorted by image and otherwise in the order of their rank: the same as those of a single
// process. Collective. `device`: of the group's tensors. Throws PeerError.
std::vector<coco::Detection> gathered(std::vector<coco::Detection> own, distributed::Group& group,
                                      const at::Device& device);
// The images of all ranks. Collective. Throws PeerError.
std::set<std::size_t> gathered(const std::set<std::size_t>& own, distributed::Group& group);

// Serialization as integers. unpacked() throws std::invalid_argument for invalid input.
std::vector<std::int64_t> packed(const std::vector<coco::Detection>& detections);
std::vector<coco::Detection> unpacked(const std::vector<std::int64_t>& numbers);

}  // namespace isonet::training
