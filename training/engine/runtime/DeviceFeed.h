// Copies the batches of training and evaluation to the device while it still computes on earlier ones.
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

namespace isonet::training {

// Used by one thread. On the CPU nothing is copied. On a GPU the copies run on a separate stream into two sets of
// buffers used in turn, so that they are at most one step ahead of the computation and its memory does not grow; a copy
// from page-locked memory does not wait for the device. Buffers are kept as long as shapes and types stay the same.
class DeviceFeed {
public:
    using Batches = std::vector<std::vector<at::Tensor>>;

    virtual ~DeviceFeed() = default;
    // The tensors on the device, undefined ones unchanged. Work queued on the current stream afterwards sees them
    // complete. Valid until the call after the next.
    virtual Batches copy(Batches host) = 0;
    // Call it after the last work that uses the tensors of the latest copy() was queued.
    virtual void used() = 0;
};

// For any device that LibTorch knows; throws c10::Error if it cannot be used.
std::unique_ptr<DeviceFeed> makeDeviceFeed(const at::Device& device);

}  // namespace isonet::training
