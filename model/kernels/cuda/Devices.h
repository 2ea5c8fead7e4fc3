// Device information from the CUDA plug-in; looked up by name (dlsym) by CudaPlugin.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

// Writes the device's name (truncated to nameBytes, always terminated) and its memory in bytes. 0: success; 1: no such
// device; 2: free memory unknown, reported as 0. Thread-safe.
extern "C" int isonetCudaDevice(int device, char* name, std::size_t nameBytes, std::int64_t* total, std::int64_t* free);
