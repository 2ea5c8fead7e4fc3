#include "model/interop/NumpyObjects.h"

#include <ATen/Functions.h>
#include <c10/util/Half.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include "model/interop/PickleArguments.h"
#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

using Kind = PickleGlobal::Kind;

struct ElementRow {
    char kind;
    int size;  // bytes
    at::ScalarType type;
};

constexpr ElementRow elementTypes[] = {{'b', 1, at::kBool},         {'i', 1, at::kChar},          {'i', 2, at::kShort},
                                       {'i', 4, at::kInt},          {'i', 8, at::kLong},          {'u', 1, at::kByte},
                                       {'u', 2, at::kUInt16},       {'u', 4, at::kUInt32},        {'u', 8, at::kUInt64},
                                       {'f', 2, at::kHalf},         {'f', 4, at::kFloat},         {'f', 8, at::kDouble},
                                       {'c', 8, at::kComplexFloat}, {'c', 16, at::kComplexDouble}};

std::optional<at::ScalarType> elementType(const PickleNumpyType& dtype) {
    for (const ElementRow& row : elementTypes)
        if (row.kind == dtype.kind && row.size == dtype.size)
            return row.type;
    return std::nullopt;
}

// Little-endian copies of the bytes. A complex number is two numbers.
std::string littleEndian(const PickleNumpyType& dtype, std::string bytes) {
    const auto unit = static_cast<std::size_t>(dtype.kind == 'c' ? dtype.size / 2 : dtype.kind == 'U' ? 4 : dtype.size);
    if (dtype.bigEndian && unit > 1)
        for (std::size_t at = 0; at + unit <= bytes.size(); at += unit)
            std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                         bytes.begin() + static_cast<std::ptrdiff_t>(at + unit));
    return bytes;
}

template <typename T>
T fromBytes(const std::string& bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

PickleItem integerOf(PickleArena& arena, const PickleNumpyType& dtype, std::string bytes) {
    const bool negative = dtype.kind == 'i' && (bytes.back() & 0x80) != 0;
    if (dtype.kind == 'u' && dtype.size == 8 && (bytes.back() & 0x80) != 0) {
        arena.chargeText(bytes.size() + 1);
        return arena.add(PickleBigInteger{bytes + '\0'});
    }
    bytes.resize(8, negative ? '\xff' : '\0');
    return fromBytes<std::int64_t>(bytes);
}

// Text of at most 4 bytes a character (U, UTF-32) or bytes (S), without the zeros at its end.
std::string textOf(const PickleNumpyType& dtype, std::string bytes) {
    if (dtype.kind == 'S') {
        bytes.erase(bytes.find_last_not_of('\0') + 1);
        return bytes;
    }
    std::string text;
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
        const auto c = fromBytes<std::uint32_t>(bytes.substr(at, 4));
        if (c == 0 || c > 0x10ffff)
            break;
        const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
        if (c < 0x80) {
            text += static_cast<char>(c);
        } else if (c < 0x800) {
            text += static_cast<char>(0xc0 | c >> 6);
            tail(0);
        } else if (c < 0x10000) {
            text += static_cast<char>(0xe0 | c >> 12);
            tail(6);
            tail(0);
        } else {
            text += static_cast<char>(0xf0 | c >> 18);
            tail(12);
            tail(6);
            tail(0);
        }
    }
    return text;
}

void needCount(PickleArena& arena, const std::string& function, std::size_t given, std::size_t expected) {
    if (given < expected)
        arena.fail(function + " has " + std::to_string(given) + " arguments; expected " + std::to_string(expected));
}

PickleItem numpyType(PickleArena& arena, const std::vector<PickleItem>& arguments) {
    needCount(arena, "numpy.dtype", arguments.size(), 1);
    PickleNumpyType dtype;
    const auto* const* name = std::get_if<const std::string*>(&arguments[0]);
    if (!name) {  // a record's fields
        dtype.name = "V";
        return arena.add(std::move(dtype));
    }
    dtype.name = **name;
    arena.chargeText(dtype.name.size());
    std::string_view text = dtype.name;
    if (!text.empty() && std::string_view("<>|=").find(text.front()) != std::string_view::npos) {
        dtype.bigEndian = text.front() == '>';
        text.remove_prefix(1);
    }
    int size = 0;
    if (text.size() > 1) {
        const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), size);
        if (error == std::errc{} && end == text.data() + text.size() && size >= 0) {
            dtype.kind = text.front();
            constexpr int longestText = 1 << 20;  // characters
            dtype.size = std::min(size, longestText) * (dtype.kind == 'U' ? 4 : 1);
        }
    }
    return arena.add(std::move(dtype));
}

PickleItem numpyScalar(PickleArena& arena, const std::vector<PickleItem>& arguments) {
    needCount(arena, "NumPy's scalar", arguments.size(), 2);
    const PickleNumpyType& dtype = *expect<PickleNumpyType*>(arena, arguments[0], "a NumPy scalar's type");
    const bool isText = dtype.kind == 'S' || dtype.kind == 'U';
    if (!isText && (!elementType(dtype) || dtype.kind == 'c'))
        return arena.add(PickleForeign{"numpy." + dtype.name});
    const std::string& given = *expect<const std::string*>(arena, arguments[1], "a NumPy scalar's value");
    if (given.size() != static_cast<std::size_t>(dtype.size))
        arena.fail("a NumPy scalar of type " + quote(dtype.name) + " has " + std::to_string(given.size()) + " bytes");
    std::string bytes = littleEndian(dtype, given);
    if (isText) {
        arena.chargeText(bytes.size());
        return arena.text(textOf(dtype, std::move(bytes)));
    }
    if (dtype.kind == 'b')
        return bytes.front() != '\0';
    if (dtype.kind != 'f')
        return integerOf(arena, dtype, std::move(bytes));
    if (dtype.size == 8)
        return fromBytes<double>(bytes);
    if (dtype.size == 4)
        return static_cast<double>(fromBytes<float>(bytes));
    return static_cast<double>(static_cast<float>(c10::Half(fromBytes<std::uint16_t>(bytes), c10::Half::from_bits())));
}

}  // namespace

PickleItem callNumpy(PickleArena& arena, const PickleGlobal& function, const std::vector<PickleItem>& given) {
    if (function.kind == Kind::NumpyType)
        return numpyType(arena, given);
    if (function.kind == Kind::NumpyScalar)
        return numpyScalar(arena, given);
    PickleArray array;
    if (function.kind == Kind::NumpyFromBuffer) {
        needCount(arena, function.name, given.size(), 4);
        array.bytes = expect<const std::string*>(arena, given[0], "a NumPy array's data");
        array.type = expect<PickleNumpyType*>(arena, given[1], "a NumPy array's type");
        array.shape = integers(arena, given[2], "a NumPy array's shape");
        array.firstAxisFastest = *expect<const std::string*>(arena, given[3], "a NumPy array's order") == "F";
        return arena.add(std::move(array));
    }
    needCount(arena, function.name, given.size(), 1);
    const auto* type = expect<const PickleGlobal*>(arena, given[0], "a NumPy array's class");
    if (type->kind != Kind::NumpyArrayClass)
        return arena.add(PickleForeign{type->name});
    return arena.add(std::move(array));
}

bool setNumpyState(PickleArena& arena, const PickleItem& object, const PickleItem& state) {
    auto* const* array = std::get_if<PickleArray*>(&object);
    auto* const* type = std::get_if<PickleNumpyType*>(&object);
    if (!array && !type)
        return false;
    const auto& values = expect<PickleSequence*>(arena, state, "a NumPy object's state")->items;
    needCount(arena, "the state of a NumPy object", values.size(), array ? 5 : 2);
    if (type) {
        (*type)->bigEndian = *expect<const std::string*>(arena, values[1], "a NumPy type's byte order") == ">";
        return true;
    }
    (*array)->shape = integers(arena, values[1], "a NumPy array's shape");
    (*array)->type = expect<PickleNumpyType*>(arena, values[2], "a NumPy array's type");
    const auto* integer = std::get_if<std::int64_t>(&values[3]);  // Python 2 wrote 0 or 1
    (*array)->firstAxisFastest = integer ? *integer != 0 : expect<bool>(arena, values[3], "a NumPy array's order");
    if (const auto* const* bytes = std::get_if<const std::string*>(&values[4]))  // a list for Python objects
        (*array)->bytes = *bytes;
    return true;
}

Value valueOfArray(PickleArena& arena, const PickleArray& array) {
    if (!array.type)
        arena.fail("a NumPy array has no data");
    const PickleNumpyType& dtype = *array.type;
    const auto type = elementType(dtype);
    if (!type || !array.bytes)
        return Foreign{"a NumPy array of type " + quote(dtype.name)};
    std::uint64_t bytes = static_cast<std::uint64_t>(dtype.size);
    bool overflow = false;
    for (const std::int64_t size : array.shape)
        overflow |= __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes);
    if (overflow || bytes != array.bytes->size())
        arena.fail("a NumPy array of type " + quote(dtype.name) + " has " + std::to_string(array.bytes->size()) +
                   " bytes, which does not fit its shape");
    arena.chargeText(bytes);
    const std::string numbers = littleEndian(dtype, *array.bytes);
    if (*type == at::kBool && !validBooleans(numbers.data(), numbers.size()))
        arena.fail("a NumPy array holds booleans that are neither 0 nor 1");
    std::vector<std::int64_t> shape = array.shape;
    if (array.firstAxisFastest)
        std::reverse(shape.begin(), shape.end());
    at::Tensor tensor = at::empty(shape, *type);
    if (bytes > 0)
        std::memcpy(tensor.mutable_data_ptr(), numbers.data(), numbers.size());
    if (!array.firstAxisFastest)
        return tensor;
    std::vector<std::int64_t> reversed;
    for (std::int64_t i = tensor.dim(); i-- > 0;)
        reversed.push_back(i);
    return tensor.permute(reversed).contiguous();
}

}  // namespace isonet::interop
