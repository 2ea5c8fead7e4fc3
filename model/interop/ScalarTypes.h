// The names that PyTorch's pickles and safetensors give to element types.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace isonet::interop {

// "FloatStorage" of `torch.FloatStorage` or `torch.cuda.FloatStorage`: float32. Quantised types are not known.
std::optional<at::ScalarType> typeOfStorage(std::string_view className);
std::optional<std::string_view> storageOfType(at::ScalarType type);  // nullopt: has no class, stored untyped

// "float32" of `torch.float32`.
std::optional<at::ScalarType> typeOfName(std::string_view name);
std::optional<std::string_view> nameOfType(at::ScalarType type);

// "F32". BOOL, U8..U64, I8..I64, F16, BF16, F32, F64.
std::optional<at::ScalarType> typeOfSafetensors(std::string_view name);
std::optional<std::string_view> safetensorsOfType(at::ScalarType type);

// A bool is 0 or 1: any other byte in its memory is undefined behaviour later.
bool validBooleans(const void* data, std::size_t bytes);

}  // namespace isonet::interop
