// Memory of a GPU that torch keeps after the tensors in it are gone.
#pragma once

#include <c10/core/Device.h>

namespace isonet::training {

// Returns the memory that torch keeps for later tensors, on the device and page-locked on the host, when it ends:
// declare it before everything that holds tensors. Otherwise a run that has ended would still occupy the device, both
// for other programs and in the free memory that Design shows. No effect on the CPU (MemoryReuse in HostTuning.h).
class DeviceMemory {
public:
    explicit DeviceMemory(const c10::Device& device) : device_(device) {}
    ~DeviceMemory();
    DeviceMemory(const DeviceMemory&) = delete;
    DeviceMemory& operator=(const DeviceMemory&) = delete;

private:
    const c10::Device device_;
};

}  // namespace isonet::training
