// Several ranks on this machine that train one network, without torchrun: this program chooses the rendezvous.
#pragma once

#include "training/launch/ProcessLauncher.h"

namespace isonet::launch {

class DevicesLauncher : public ProcessLauncher {
public:
    using ProcessLauncher::ProcessLauncher;

protected:
    // The CPU for all, or GPUs for all. GPUs are selected by CUDA_VISIBLE_DEVICES.
    std::vector<RankOrder> ranks(const Order& order, const PreparedRun& run) const override;
};

// The value of CUDA_VISIBLE_DEVICES that shows the GPUs `devices` ("cuda:1", ...) to a process, where `visible` is its
// present value, which "cuda:N" counts in; empty: all are visible. Throws LaunchError if one is not among them.
std::string visibleDevices(const std::vector<std::string>& devices, const std::string& visible);

}  // namespace isonet::launch
