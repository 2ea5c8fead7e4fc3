// Names of element types in PyTorch's pickles and in safetensors.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace isonet::interop {

// "FloatStorage" of `torch.FloatStorage` or `torch.cuda.FloatStorage`: float32. Quantized types are not supported.
std::optional<at::ScalarType> typeOfStorage(std::string_view className);
std::optional<std::string_view> storageOfType(at::ScalarType type);  // nullopt: no storage class; stored untyped

// "float32" of `torch.float32`.
std::optional<at::ScalarType> typeOfName(std::string_view name);
std::optional<std::string_view> nameOfType(at::ScalarType type);

// "F32". BOOL, U8..U64, I8..I64, F16, BF16, F32, F64.
std::optional<at::ScalarType> typeOfSafetensors(std::string_view name);
std::optional<std::string_view> safetensorsOfType(at::ScalarType type);

// A bool must be 0 or 1: any other byte would cause undefined behavior later.
bool validBooleans(const void* data, std::size_t bytes);

}  // namespace isonet::interop
