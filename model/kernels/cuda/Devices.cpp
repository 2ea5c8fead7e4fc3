#include "model/kernels/cuda/Devices.h"

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cstring>

namespace {

// The driver's management library: memory and sensors of a device without a context, which would take several hundred
// megabytes on each device. Declared here because its header is not part of the CUDA toolkit's runtime.
class ManagementLibrary {
public:
    using Handle = void*;
    struct Memory {
        unsigned long long total, free, used;
    };
    struct Utilization {
        unsigned gpu, memory;  // percent of the last sample period
    };

    static const ManagementLibrary& get() {
        static const ManagementLibrary library;
        return library;
    }

    // nullptr: not found.
    Handle find(int device) const {
        char bus[32] = "";
        Handle handle = nullptr;
        return ready_ && find_ && cudaDeviceGetPCIBusId(bus, sizeof bus, device) == cudaSuccess &&
                       find_(bus, &handle) == 0
                   ? handle
                   : nullptr;
    }

    bool memory(Handle device, Memory& memory) const { return memory_ && memory_(device, &memory) == 0; }
    bool utilization(Handle device, Utilization& value) const {
        return utilization_ && utilization_(device, &value) == 0;
    }
    bool temperature(Handle device, unsigned& celsius) const {
        constexpr int ofTheChip = 0;
        return temperature_ && temperature_(device, ofTheChip, &celsius) == 0;
    }
    bool power(Handle device, unsigned& milliwatts) const { return power_ && power_(device, &milliwatts) == 0; }

private:
    ManagementLibrary() {
        void* const library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
        if (!library)
            return;
        int (*init)() = nullptr;
        load(library, "nvmlInit_v2", init);
        load(library, "nvmlDeviceGetHandleByPciBusId_v2", find_);
        load(library, "nvmlDeviceGetMemoryInfo", memory_);
        load(library, "nvmlDeviceGetUtilizationRates", utilization_);
        load(library, "nvmlDeviceGetTemperature", temperature_);
        load(library, "nvmlDeviceGetPowerUsage", power_);
        ready_ = init && init() == 0;
    }

    template <typename Function>
    static void load(void* library, const char* name, Function& function) {
        function = reinterpret_cast<Function>(dlsym(library, name));
    }

    bool ready_ = false;
    int (*find_)(const char*, Handle*) = nullptr;
    int (*memory_)(Handle, Memory*) = nullptr;
    int (*utilization_)(Handle, Utilization*) = nullptr;
    int (*temperature_)(Handle, int, unsigned*) = nullptr;
    int (*power_)(Handle, unsigned*) = nullptr;
};

bool memoryFromManagementLibrary(int device, std::int64_t* total, std::int64_t* free) {
    const auto& library = ManagementLibrary::get();
    const auto handle = library.find(device);
    ManagementLibrary::Memory answer{};
    if (!handle || !library.memory(handle, answer))
        return false;
    *total = static_cast<std::int64_t>(answer.total);
    *free = static_cast<std::int64_t>(answer.free);
    return true;
}

}  // namespace

extern "C" int isonetCudaCapability(int device, int* major, int* minor) {
    return cudaDeviceGetAttribute(major, cudaDevAttrComputeCapabilityMajor, device) == cudaSuccess &&
                   cudaDeviceGetAttribute(minor, cudaDevAttrComputeCapabilityMinor, device) == cudaSuccess
               ? 0
               : 1;
}

extern "C" int isonetCudaDevice(int device, char* name, std::size_t nameBytes, std::int64_t* total,
                                std::int64_t* free) {
    cudaDeviceProp properties{};
    if (nameBytes == 0 || cudaGetDeviceProperties(&properties, device) != cudaSuccess)
        return 1;
    std::strncpy(name, properties.name, nameBytes - 1);
    name[nameBytes - 1] = '\0';
    if (memoryFromManagementLibrary(device, total, free))
        return 0;
    int before = 0;
    std::size_t freeBytes = 0, totalBytes = 0;
    const bool known = cudaGetDevice(&before) == cudaSuccess && cudaSetDevice(device) == cudaSuccess &&
                       cudaMemGetInfo(&freeBytes, &totalBytes) == cudaSuccess;
    cudaSetDevice(before);
    *total = static_cast<std::int64_t>(known ? totalBytes : properties.totalGlobalMem);
    *free = static_cast<std::int64_t>(freeBytes);
    return known ? 0 : 2;
}

extern "C" int isonetCudaReadings(int device, double readings[4]) {
    const auto& library = ManagementLibrary::get();
    const auto handle = library.find(device);
    if (!handle)
        return 1;
    ManagementLibrary::Utilization utilization{};
    ManagementLibrary::Memory memory{};
    unsigned celsius = 0, milliwatts = 0;
    readings[0] = library.utilization(handle, utilization) ? utilization.gpu : -1;
    readings[1] = library.memory(handle, memory) && memory.total > 0
                      ? 100 * static_cast<double>(memory.used) / static_cast<double>(memory.total)
                      : -1;
    readings[2] = library.temperature(handle, celsius) ? celsius : -1;
    readings[3] = library.power(handle, milliwatts) ? milliwatts / 1000.0 : -1;
    return 0;
}
