#include "training/engine/runtime/DeviceMemory.h"

#include <ATen/core/CachingHostAllocator.h>
#include <c10/core/CachingDeviceAllocator.h>

#include <exception>

namespace isonet::training {

DeviceMemory::~DeviceMemory() {
    if (device_.is_cpu())
        return;
    // After an error of the device nothing can be returned, and that error is already on its way.
    try {
        if (auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(device_.type())))
            allocator->emptyCache();
        if (device_.is_cuda())
            at::getHostAllocator(device_.type())->empty_cache();
    } catch (const std::exception&) {
    }
}

}  // namespace isonet::training
