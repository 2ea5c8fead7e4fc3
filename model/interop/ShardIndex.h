// Weights in several files with an index, as Hugging Face's libraries write them: {"weight_map": {"NAME": "FILE"}}.
#pragma once

#include <filesystem>
#include <optional>

#include "model/interop/InputFile.h"
#include "model/interop/Value.h"

namespace isonet::interop {

// Whether it is JSON by its first byte.
bool isShardIndex(const InputFile& file);

// The tensors of the index, in its order, from the PyTorch or safetensors files next to it. Throws FormatError naming
// the index and the file or tensor: no weight_map, a file outside the index's folder, a missing file, a tensor that its
// file does not have.
StateDict readShards(const std::filesystem::path& index);

// The weights in the folder of a model: model.safetensors, pytorch_model.bin, or the index of either. nullopt if it has
// none of them.
std::optional<std::filesystem::path> weightsInFolder(const std::filesystem::path& folder);

}  // namespace isonet::interop
