// The test at the end of a run: images that were not used to choose anything (data.test_split), evaluated once with the
// weights chosen by the validation images.
#pragma once

#include <cstdint>
#include <functional>

#include "training/engine/loop/TrainingContext.h"
#include "training/measurement/RecordSink.h"

namespace isonet::training {

// Evaluates the task's test images, if it has any, with the weights of checkpoints/best.pt, and reports the result as
// of step `step`; the module then has its weights again. If there is no best.pt, its present weights are tested. Calls
// `progress` now and then. False: stopped. Collective. Throws telemetry::StorageError if best.pt cannot be read.
bool reportTest(const TrainingContext& context, std::int64_t step, RecordSink& sink,
                const std::function<void()>& progress);

}  // namespace isonet::training
