// CUDA graphs from the CUDA plug-in; looked up by name (dlsym) by DeviceGraph.cpp.
#pragma once

#include "model/kernels/DeviceGraph.h"

// Owned by the caller. Throws c10::Error.
extern "C" isonet::model::DeviceGraph* isonetMakeGraph(int device);
