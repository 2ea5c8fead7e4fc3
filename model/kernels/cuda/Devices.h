// What the CUDA plug-in tells of a device; found by name (dlsym) by CudaPlugin.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

// Writes the device's name (cut to nameBytes, always terminated) and its memory in bytes. 0: done; 1: no such device;
// 2: free memory unknown, reported as 0. Thread-safe.
extern "C" int isonetCudaDevice(int device, char* name, std::size_t nameBytes, std::int64_t* total, std::int64_t* free);
