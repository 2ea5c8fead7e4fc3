// The CUDA part of the engine (libtorch_cuda and this project's CUDA kernels), a library that is opened only if an
// NVIDIA driver is present; other machines need no CUDA libraries (2 GB).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace isonet::model {

struct DeviceInfo {
    std::string id;    // "cpu", "cuda:0"
    std::string name;  // "NVIDIA H100 80GB HBM3"; the processor's model name for the CPU
    std::int64_t totalBytes = 0, freeBytes = 0;
};

// Opens the plug-in once; true if CUDA can be used. Otherwise cudaStatus() gives the reason (driver, build, version).
// Call it (or devices(), or resolveDevice() with anything but "cpu") before any use of torch: torch looks for its
// CUDA libraries at the first torch::manual_seed() or similar and caches the result. Thread-safe.
// The plug-in is ../lib/libisonet_cuda.so relative to the program's folder, or the file named by ISONET_CUDA_PLUGIN.
bool loadCuda();
std::string cudaStatus();

// The CPU first, then each CUDA device. Thread-safe.
std::vector<DeviceInfo> devices();

// "auto" -> the first CUDA device or the CPU; "cuda" -> "cuda:0". Throws std::invalid_argument that names the devices.
std::string resolveDevice(const std::string& wanted);

}  // namespace isonet::model
