#include "training/engine/runtime/Machine.h"

#include "model/base/Cores.h"

namespace isonet::training {

config::DeviceTraits traitsOf(const model::DeviceInfo& device) {
    return {device.id, device.computeMajor, device.computeMinor, device.avx512Bfloat16, device.amx};
}

config::DeviceTraits deviceTraits(const std::string& device) {
    for (const auto& each : model::devices())
        if (each.id == device)
            return traitsOf(each);
    config::DeviceTraits unknown;
    unknown.id = device;
    return unknown;
}

config::Machine machineOf(const std::string& device, int localRanks) {
    return {deviceTraits(device), base::availableCores(), localRanks};
}

}  // namespace isonet::training
