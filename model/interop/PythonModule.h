// Writes a network as one self-contained PyTorch module.
//
// The text has one class for each kind of block, a class Network with the published parameter names, and load(FILE),
// which reads a state dict as `isonet export` writes it (.pt, .pth or .safetensors). Needs torch 1.13 or later and, for
// .safetensors, the package safetensors.
#pragma once

#include <filesystem>
#include <string>

#include "model/interop/ExportNotes.h"
#include "model/interop/Graph.h"

namespace isonet::interop {

std::string pythonModule(const Graph& graph, const ExportNotes& notes);
// Atomic (base::OutputFile). std::system_error.
void writePythonModule(const Graph& graph, const ExportNotes& notes, const std::filesystem::path& file);

}  // namespace isonet::interop
