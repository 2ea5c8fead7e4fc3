// What the CUDA plug-in gives of CUDA graphs; found by name (dlsym) by DeviceGraph.cpp.
#pragma once

#include "model/kernels/DeviceGraph.h"

// Owned by the caller. Throws c10::Error.
extern "C" isonet::model::DeviceGraph* isonetMakeGraph(int device);
