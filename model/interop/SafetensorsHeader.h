// The JSON header of a safetensors file, read strictly.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/interop/Safetensors.h"

namespace isonet::interop {

constexpr std::uint64_t maxSafetensorsHeaderBytes = 100'000'000;
constexpr const char* safetensorsMetadataKey = "__metadata__";

struct SafetensorsEntry {
    std::string name;
    at::ScalarType type = at::kFloat;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;  // bytes in the buffer

    std::uint64_t bytes() const { return end - begin; }
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  // in file order
    SafetensorsMetadata metadata;
};

// Checks everything against a buffer of `bufferBytes`. Throws FormatError "SOURCE: ...".
SafetensorsHeader parseSafetensorsHeader(const std::string& json, std::uint64_t bufferBytes, const std::string& source);

std::string writeSafetensorsHeader(const SafetensorsHeader& header);  // JSON without padding

}  // namespace isonet::interop
