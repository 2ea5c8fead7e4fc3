// Stands in for CUDA's header of the same name: rounding as on the device, to nearest even.
#pragma once

#include <c10/util/Half.h>

#include "tests/kernels/cuda/cuda_runtime_api.h"

using __half = c10::Half;
