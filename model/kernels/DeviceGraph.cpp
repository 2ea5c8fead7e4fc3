#include "model/kernels/DeviceGraph.h"

#include <dlfcn.h>

#include <stdexcept>

#include "model/kernels/cuda/Graph.h"

namespace isonet::model {

std::unique_ptr<DeviceGraph> makeDeviceGraph(const c10::Device& device) {
    if (!device.is_cuda())
        throw std::invalid_argument("a CUDA graph needs an NVIDIA device, not " + device.str());
    // The plug-in is open if there is a CUDA device (CudaPlugin.h); its symbols are global.
    using Make = decltype(&isonetMakeGraph);
    const auto make = reinterpret_cast<Make>(dlsym(RTLD_DEFAULT, "isonetMakeGraph"));
    if (!make)
        throw std::invalid_argument("the CUDA plug-in has no graphs: version mismatch. Rebuild it");
    return std::unique_ptr<DeviceGraph>(make(device.has_index() ? device.index() : 0));
}

}  // namespace isonet::model
