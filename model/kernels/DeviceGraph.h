// Device work that is recorded once and replayed as a whole, to avoid launching kernel by kernel.
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace isonet::model {

// Used by one thread. Tensors used by `body` must keep their memory between capture and replays: copy inputs into the
// same tensors; results appear in the tensors that the captured body created.
class DeviceGraph {
public:
    virtual ~DeviceGraph() = default;
    // Runs `body` eagerly on the capture stream; do this a few times before the capture.
    virtual void warmUp(const std::function<void()>& body) = 0;
    // Records the device work of `body`; nothing is computed. Throws c10::Error if `body` does something that cannot be
    // captured (synchronizing with the device, copying from pageable memory), or what `body` throws. Nothing of the
    // capture remains then: eager work continues as before, and this graph is of no further use. Other threads may use
    // the device meanwhile.
    virtual void capture(const std::function<void()>& body) = 0;
    virtual void replay() = 0;
};

// A CUDA graph. Throws std::invalid_argument if the device does not support it.
std::unique_ptr<DeviceGraph> makeDeviceGraph(const c10::Device& device);

}  // namespace isonet::model
