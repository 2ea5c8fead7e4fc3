// Writes a network with its weights as an ONNX file (https://onnx.ai; opset 17, IR version 8).
//
// Input "images": (batch, channels, height, width) float32; batch is symbolic, and height and width are unless the head
// flattens. Output "logits": (batch, classes). Nodes and initializers have the published names. BatchNorm uses its
// running values; standardized kernels are stored as they are applied; dropout is left out. SReLU is Max(x, b). Group
// normalization, which opset 17 does not have, is InstanceNormalization of each group and an affine map.
#pragma once

#include <cstdint>
#include <filesystem>

#include "model/interop/ExportNotes.h"
#include "model/interop/Graph.h"
#include "model/interop/Value.h"

namespace isonet::interop {

inline constexpr std::int64_t onnxMaximumBytes = (std::int64_t{1} << 31) - 1;  // of a Protocol Buffers message

// `state`: the network's weights under their published names, as applied (PlainKernels.h). Atomic (base::OutputFile).
// Throws std::invalid_argument if a weight is missing or the file would exceed onnxMaximumBytes (before anything is
// written), std::system_error.
void writeOnnx(const Graph& graph, const StateDict& state, const ExportNotes& notes, const std::filesystem::path& file);

}  // namespace isonet::interop
