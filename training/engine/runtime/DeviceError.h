// Errors of the compute device.
#pragma once

#include <stdexcept>
#include <string>

namespace isonet::training {

// Out of memory, or a device failure. what() names the device, and the cause and the remedy where they are known,
// without a stack trace.
class DeviceError : public std::runtime_error {
public:
    // `batch`: images per batch that are likely to fit (OutOfMemory.h); 0: unknown.
    DeviceError(const std::string& message, bool memory, int batch = 0)
        : std::runtime_error(message), outOfMemory(memory), batchThatFits(batch) {}
    const bool outOfMemory;
    const int batchThatFits;
};

// For an error of torch that is not about memory: its message without advice for programmers. CUDA's failures name the
// device; those after which CUDA cannot be used again in this process say so.
std::string deviceFailureMessage(const std::string& device, const std::string& message);

}  // namespace isonet::training
