// The device of a thread that prepares batches.
#pragma once

#include <c10/core/DeviceGuard.h>
#include <c10/util/Exception.h>

namespace isonet::training {

// Makes the run's device current on this thread during its lifetime. A new thread starts on the first GPU, and
// page-locked memory is allocated through the current one: without this, every rank would take memory of the first GPU.
// Does not throw: a failed device is reported by the next operation on it, on the thread that trains.
class WorkerDevice {
public:
    explicit WorkerDevice(const c10::Device& device) noexcept {
        try {
            guard_.reset_device(device);
        } catch (const c10::Error&) {
        }
    }

private:
    c10::OptionalDeviceGuard guard_;
};

}  // namespace isonet::training
