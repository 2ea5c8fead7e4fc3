#include "model/kernels/cuda/Launch.h"

#include <c10/cuda/CUDAException.h>

namespace isonet::model::cuda {

void checkLaunch() {
    C10_CUDA_KERNEL_LAUNCH_CHECK();
}

}  // namespace isonet::model::cuda
