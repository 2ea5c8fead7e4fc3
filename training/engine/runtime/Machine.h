// The machine that this process computes on, as far as automatic settings depend on it.
#pragma once

#include <string>

#include "model/kernels/CudaPlugin.h"
#include "training/config/AutomaticSettings.h"

namespace isonet::training {

config::DeviceTraits traitsOf(const model::DeviceInfo& device);
// Of a resolved device, "cpu" or "cuda:0". One that does not exist has no traits, so that it computes in float32.
config::DeviceTraits deviceTraits(const std::string& device);

// `localRanks`: processes of the run on this machine.
config::Machine machineOf(const std::string& device, int localRanks);

}  // namespace isonet::training
