// COCO metrics of a detector as a run records them.
#pragma once

#include <vector>

#include "training/data/coco/Results.h"
#include "training/engine/tasks/Task.h"

namespace isonet::training {

// AP by tag; the score is the AP of boxes.
TaskEvaluation detectionEvaluation(const coco::Annotations& annotations, std::vector<coco::Detection> detections,
                                   bool masks);

}  // namespace isonet::training
