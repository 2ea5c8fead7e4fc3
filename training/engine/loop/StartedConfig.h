// The configuration that a run starts with: automatic settings resolved.
#pragma once

#include <torch/types.h>

#include "training/config/RunConfig.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/loop/StatusReporter.h"

namespace isonet::training {

// Automatic settings (training/config/AutomaticSettings.h) as in `saved`, the configuration of the run's checkpoint, or
// without one for this device and machine, which is reported. In a group all ranks compute in float32 unless the
// devices of all are fast at bfloat16. Collective. `saved`, `group`: null if there is none.
config::RunConfig startedConfig(const config::RunConfig& config, const config::RunConfig* saved,
                                const at::Device& device, StatusReporter& reporter, distributed::Group* group);

}  // namespace isonet::training
