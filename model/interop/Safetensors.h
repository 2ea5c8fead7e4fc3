// The safetensors format: a length, a JSON header, raw little-endian numbers. Source: the format's specification.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "model/interop/InputFile.h"
#include "model/interop/Value.h"

namespace isonet::interop {

using SafetensorsMetadata = std::map<std::string, std::string>;

// Whether it starts like one: a plausible header length and a '{'.
bool isSafetensorsFile(const InputFile& file);

// Tensors in the header's order. Throws FormatError naming the file and the problem: wrong header length, JSON of
// another form, repeated keys, unknown element types, shapes that overflow or do not match their bytes, overlapping
// ranges, holes, missing or extra bytes at the end. std::system_error if it cannot be opened.
StateDict readSafetensors(const std::filesystem::path& file, SafetensorsMetadata* metadata = nullptr);

// Atomic, like writeTorchFile(). The header keeps the order of `state`; the data is sorted by descending element size,
// which aligns each tensor. std::invalid_argument: a repeated name, "__metadata__", text that is not UTF-8, an element
// type that the format does not have.
void writeSafetensors(const StateDict& state, const std::filesystem::path& file,
                      const SafetensorsMetadata& metadata = {{"format", "pt"}});

}  // namespace isonet::interop
