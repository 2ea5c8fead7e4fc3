// Entry point to NCCL, which only the CUDA plug-in links (model/kernels/CudaPlugin.h). It is looked up by name after
// the plug-in is loaded.
#pragma once

#include <chrono>
#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

namespace isonet::distributed {

using NcclBackend = c10::intrusive_ptr<c10d::Backend> (*)(const c10::intrusive_ptr<c10d::Store>& store, int rank,
                                                          int world, std::chrono::milliseconds timeout);
inline constexpr const char* kNcclBackend = "isonetNcclBackend";

}  // namespace isonet::distributed
