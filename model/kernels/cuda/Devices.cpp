#include "model/kernels/cuda/Devices.h"

#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <cstring>

namespace {

// The driver's management library reports free memory without a context, which would take several hundred megabytes on
// each listed device.
bool memoryFromManagementLibrary(int device, std::int64_t* total, std::int64_t* free) {
    struct Memory {
        unsigned long long total, free, used;
    };
    using Handle = void*;
    static void* const library = dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return false;
    const auto init = reinterpret_cast<int (*)()>(dlsym(library, "nvmlInit_v2"));
    const auto find =
        reinterpret_cast<int (*)(const char*, Handle*)>(dlsym(library, "nvmlDeviceGetHandleByPciBusId_v2"));
    const auto memory = reinterpret_cast<int (*)(Handle, Memory*)>(dlsym(library, "nvmlDeviceGetMemoryInfo"));
    static const bool ready = init && init() == 0;
    char bus[32] = "";
    Handle handle = nullptr;
    Memory answer{};
    if (!ready || !find || !memory || cudaDeviceGetPCIBusId(bus, sizeof bus, device) != cudaSuccess ||
        find(bus, &handle) != 0 || memory(handle, &answer) != 0)
        return false;
    *total = static_cast<std::int64_t>(answer.total);
    *free = static_cast<std::int64_t>(answer.free);
    return true;
}

}  // namespace

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
