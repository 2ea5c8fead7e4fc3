// The safetensors format: a length, a JSON header, raw little-endian numbers. Source: formats.md's facts of the format.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "model/interop/InputFile.h"
#include "model/interop/Value.h"

namespace isonet::interop {

using SafetensorsMetadata = std::map<std::string, std::string>;

// Begins as one: a plausible header length and a '{'.
bool isSafetensorsFile(const InputFile& file);

// Tensors in the header's order. Throws FormatError naming the file and the fault: a wrong header length, JSON that is
// not this format's, repeated keys, unknown element types, shapes that overflow or do not fit their bytes, overlapping
// ranges, holes, a missing or extra tail. std::system_error when it cannot be opened.
StateDict readSafetensors(const std::filesystem::path& file, SafetensorsMetadata* metadata = nullptr);

// Atomic, as writeTorchFile. The header keeps the order of `state`; the numbers lie by falling element size, so that
// each tensor is aligned to its own. std::invalid_argument: a repeated name, "__metadata__", text that is not UTF-8, an
// element type that the format lacks.
void writeSafetensors(const StateDict& state, const std::filesystem::path& file,
                      const SafetensorsMetadata& metadata = {{"format", "pt"}});

}  // namespace isonet::interop
