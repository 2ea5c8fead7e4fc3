// Stands in for CUDA's header of the same name: rounding as on the device, to nearest even.
#pragma once

#include <c10/util/BFloat16.h>

#include "tests/kernels/cuda/cuda_runtime_api.h"

using __nv_bfloat16 = c10::BFloat16;
