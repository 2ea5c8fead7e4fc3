// COCO metrics of a detector as a run records them.
#pragma once

#include <set>
#include <vector>

#include "training/data/coco/Results.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// AP by tag; the score is the AP of boxes. The objects of the images in `skipped`, by index in the annotations, do
// not count as missed.
TaskEvaluation detectionEvaluation(const coco::Annotations& annotations, std::vector<coco::Detection> detections,
                                   bool masks, const std::set<std::size_t>& skipped = {});

}  // namespace isonet::training
