// Source of the precompiled header shared by the torch tests. Part of each of them: opens the CUDA plug-in before
// anything of torch runs, as every program does.
#include "model/kernels/CudaPlugin.h"

namespace {

[[maybe_unused]] const bool opened = isonet::model::loadCuda();

}  // namespace
