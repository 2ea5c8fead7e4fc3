// Device information from the CUDA plug-in; looked up by name (dlsym) by CudaPlugin.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

// Writes the device's name (truncated to nameBytes, always terminated) and its memory in bytes. 0: success; 1: no such
// device; 2: free memory unknown, reported as 0. Thread-safe.
extern "C" int isonetCudaDevice(int device, char* name, std::size_t nameBytes, std::int64_t* total, std::int64_t* free);

// Writes the readings of the driver's management library: utilization in %, memory in use in % of all, temperature in
// degrees Celsius, power in W. A reading that the device does not have is -1. 0: success; 1: no such device or no
// library. Takes milliseconds. Thread-safe.
extern "C" int isonetCudaReadings(int device, double readings[4]);

// Writes the compute capability, such as 9 and 0. 0: success; 1: no such device, and nothing may be written.
// Thread-safe.
extern "C" int isonetCudaCapability(int device, int* major, int* minor);
