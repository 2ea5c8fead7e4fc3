// The CUDA part of the engine (libtorch_cuda and this project's CUDA kernels), a library that is opened only if an
// NVIDIA driver is present; other machines need no CUDA libraries (2 GB).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace isonet::model {

struct DeviceInfo {
    std::string id;    // "cpu", "cuda:0"
    std::string name;  // "NVIDIA H100 80GB HBM3"; the processor's model name for the CPU
    std::int64_t totalBytes = 0, freeBytes = 0;
    int computeMajor = 0, computeMinor = 0;    // compute capability of a CUDA device
    bool avx512Bfloat16 = false, amx = false;  // of the CPU: AVX512-BF16; AMX with bfloat16 tiles
};

// Identifies each CUDA device the driver shows to this process, in the order of cuda:0, cuda:1, ...; the same in every
// process that sees it (the driver's UUID). Empty without a driver.
std::vector<std::string> deviceIdentities();

// Opens the plug-in once; true if CUDA can be used. Otherwise cudaStatus() gives the reason (driver, build, version).
// Call it before any use of torch, on every thread that may be the first: torch looks for its CUDA libraries at the
// first convolution, torch::manual_seed() or similar and caches the result, so that a process that is late has no GPU.
// The command line calls it before a command, the workbench before each background job. Thread-safe: a second call
// waits for the first. At most a few seconds with a driver, nothing without.
// The plug-in is ../lib/libisonet_cuda.so relative to the program's folder, or the file named by ISONET_CUDA_PLUGIN.
bool loadCuda();
std::string cudaStatus();

// What the driver's management library reports of a device; readings that the device does not have are empty.
struct DeviceReadings {
    std::optional<double> utilization;  // percent of the last fraction of a second in which a kernel ran
    std::optional<double> memory;       // in use by all programs, percent
    std::optional<double> temperature;  // degrees Celsius
    std::optional<double> power;        // W
};
// Nothing for the CPU, and without the library. Takes milliseconds. Thread-safe.
std::optional<DeviceReadings> readDevice(const std::string& device);

// The CPU first, then each CUDA device. Thread-safe.
std::vector<DeviceInfo> devices();

// Sets the CPU's instructions from the text of /proc/cpuinfo.
void readInstructions(const std::string& cpuinfo, DeviceInfo& cpu);

// "auto" -> the first CUDA device or the CPU; "cuda" -> "cuda:0". Throws std::invalid_argument that names the devices.
std::string resolveDevice(const std::string& wanted);

}  // namespace isonet::model
