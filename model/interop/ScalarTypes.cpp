#include "model/interop/ScalarTypes.h"

#include <algorithm>
#include <cstdint>

namespace isonet::interop {

namespace {

struct Names {
    at::ScalarType type;
    std::string_view torchName, storage, safetensors;  // empty: none
};

constexpr Names table[] = {
    {at::kFloat, "float32", "FloatStorage", "F32"},
    {at::kDouble, "float64", "DoubleStorage", "F64"},
    {at::kHalf, "float16", "HalfStorage", "F16"},
    {at::kBFloat16, "bfloat16", "BFloat16Storage", "BF16"},
    {at::kLong, "int64", "LongStorage", "I64"},
    {at::kInt, "int32", "IntStorage", "I32"},
    {at::kShort, "int16", "ShortStorage", "I16"},
    {at::kChar, "int8", "CharStorage", "I8"},
    {at::kByte, "uint8", "ByteStorage", "U8"},
    {at::kBool, "bool", "BoolStorage", "BOOL"},
    {at::kUInt16, "uint16", "", "U16"},
    {at::kUInt32, "uint32", "", "U32"},
    {at::kUInt64, "uint64", "", "U64"},
    {at::kComplexFloat, "complex64", "ComplexFloatStorage", ""},
    {at::kComplexDouble, "complex128", "ComplexDoubleStorage", ""},
    {at::ScalarType::Float8_e4m3fn, "float8_e4m3fn", "", ""},
    {at::ScalarType::Float8_e5m2, "float8_e5m2", "", ""},
    {at::ScalarType::Float8_e4m3fnuz, "float8_e4m3fnuz", "", ""},
    {at::ScalarType::Float8_e5m2fnuz, "float8_e5m2fnuz", "", ""},
};

std::optional<at::ScalarType> typeBy(std::string_view Names::*column, std::string_view name) {
    for (const Names& row : table)
        if (!name.empty() && row.*column == name)
            return row.type;
    return std::nullopt;
}

std::optional<std::string_view> nameBy(std::string_view Names::*column, at::ScalarType type) {
    for (const Names& row : table)
        if (row.type == type && !(row.*column).empty())
            return row.*column;
    return std::nullopt;
}

}  // namespace

std::optional<at::ScalarType> typeOfStorage(std::string_view className) {
    return typeBy(&Names::storage, className);
}
std::optional<std::string_view> storageOfType(at::ScalarType type) {
    return nameBy(&Names::storage, type);
}
std::optional<at::ScalarType> typeOfName(std::string_view name) {
    return typeBy(&Names::torchName, name);
}
std::optional<std::string_view> nameOfType(at::ScalarType type) {
    return nameBy(&Names::torchName, type);
}
std::optional<at::ScalarType> typeOfSafetensors(std::string_view name) {
    return typeBy(&Names::safetensors, name);
}
std::optional<std::string_view> safetensorsOfType(at::ScalarType type) {
    return nameBy(&Names::safetensors, type);
}

bool validBooleans(const void* data, std::size_t bytes) {
    const auto* first = static_cast<const std::uint8_t*>(data);
    return std::all_of(first, first + bytes, [](std::uint8_t value) { return value <= 1; });
}

}  // namespace isonet::interop
