// Errors of the compute device.
#pragma once

#include <stdexcept>
#include <string>

namespace isonet::training {

// Out of memory, or a device failure. what() names the device and the remedy, without a stack trace.
class DeviceError : public std::runtime_error {
public:
    DeviceError(const std::string& message, bool memory) : std::runtime_error(message), outOfMemory(memory) {}
    const bool outOfMemory;
};

}  // namespace isonet::training
