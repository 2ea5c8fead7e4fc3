// The CUDA half of the engine: libtorch_cuda and this project's CUDA kernels, in a library that is opened only where an
// NVIDIA driver answers, so that a machine without one neither needs nor loads 2 GB of CUDA libraries.
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

// Opens the plug-in once; true when CUDA can be used. Otherwise cudaStatus() says why (no driver, not built, version).
// Call it (or devices(), or resolveDevice() with anything but "cpu") before torch is used at all: torch looks for its
// CUDA half at the first torch::manual_seed() or the like and remembers that it was not there. Thread-safe.
// The plug-in is lib/libisonet_cuda.so beside the program's own folder, or the file ISONET_CUDA_PLUGIN names.
bool loadCuda();
std::string cudaStatus();

// The CPU first, then each CUDA device. Thread-safe.
std::vector<DeviceInfo> devices();

// "auto" -> the first CUDA device or the CPU; "cuda" -> "cuda:0". Throws std::invalid_argument that names the devices.
std::string resolveDevice(const std::string& wanted);

}  // namespace isonet::model
