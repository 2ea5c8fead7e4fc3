// Part of the CUDA plug-in.
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include "training/engine/distributed/NcclPlugin.h"

// Looked up by name within this program; C linkage only avoids name mangling.
extern "C" __attribute__((visibility("default"))) c10::intrusive_ptr<c10d::Backend> isonetNcclBackend(
    const c10::intrusive_ptr<c10d::Store>& store, int rank, int world, std::chrono::milliseconds timeout) {
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, world, options);
}
