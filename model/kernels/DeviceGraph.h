// Device work that is recorded once and replayed as a whole, so that the host does not launch it kernel by kernel.
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace isonet::model {

// Belongs to one thread. What `body` computes with must stay where it is between capture and replays: inputs are
// copied into the same tensors, results appear in the tensors that the captured body made.
class DeviceGraph {
public:
    virtual ~DeviceGraph() = default;
    // Runs `body` as it is, on the stream that will record: what is to be recorded has to be run some times before.
    virtual void warmUp(const std::function<void()>& body) = 0;
    // Records what `body` asks of the device; nothing is computed. Throws c10::Error where it does what cannot be
    // recorded (waiting for the device, copying from pageable memory).
    virtual void capture(const std::function<void()>& body) = 0;
    virtual void replay() = 0;
};

// A CUDA graph. Throws std::invalid_argument for a device that has none.
std::unique_ptr<DeviceGraph> makeDeviceGraph(const c10::Device& device);

}  // namespace isonet::model
