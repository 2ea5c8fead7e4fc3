#include "model/interop/PickleWriter.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <unordered_set>

#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

std::string latin1ToUtf8(const std::string& bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xc0 | byte >> 6);
            text += static_cast<char>(0x80 | (byte & 0x3f));
        }
    }
    return text;
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
    throw std::invalid_argument("cannot be saved: " + (path.empty() ? "the value" : path) + " " + what);
}

std::vector<std::int64_t> rowMajorStrides(at::IntArrayRef sizes) {
    std::vector<std::int64_t> strides(sizes.size(), 1);
    for (std::size_t i = sizes.size(); i-- > 1;)
        strides[i - 1] = strides[i] * std::max<std::int64_t>(sizes[i], 1);
    return strides;
}

}  // namespace

PickleWriter::PickleWriter(const Value& root) {
    out_ = "\x80\x02";
    put(root, "", 0);
    out_ += '.';
}

template <typename T>
void PickleWriter::putLittle(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void PickleWriter::put(const Value& value, const std::string& path, int depth) {
    if (depth > maxNesting)
        fail(path.substr(0, 200), "is nested deeper than " + std::to_string(maxNesting));
    if (const auto* dict = std::get_if<Dict>(&value.data))
        put(*dict, path, depth);
    else if (const auto* list = std::get_if<List>(&value.data))
        put(*list, path, depth);
    else if (const auto* tensor = std::get_if<at::Tensor>(&value.data))
        put(*tensor, path);
    else if (const auto* text = std::get_if<std::string>(&value.data))
        putText(*text);
    else if (const auto* integer = std::get_if<std::int64_t>(&value.data))
        putInteger(*integer);
    else if (const auto* real = std::get_if<double>(&value.data))
        putReal(*real);
    else if (const auto* boolean = std::get_if<bool>(&value.data))
        out_ += *boolean ? '\x88' : '\x89';
    else if (std::holds_alternative<Foreign>(value.data))
        fail(path, "is " + value.describe());
    else
        out_ += 'N';
}

void PickleWriter::put(const Dict& dict, const std::string& path, int depth) {
    out_ += "}(";
    std::unordered_set<std::string> keys;
    for (const auto& [key, value] : dict) {
        const std::string place = path.empty() ? key : path + "." + key;
        if (!keys.insert(key).second)
            fail(place, "appears twice");
        putText(key);
        put(value, place, depth + 1);
    }
    out_ += 'u';
}

void PickleWriter::put(const List& list, const std::string& path, int depth) {
    out_ += "](";
    for (std::size_t i = 0; i < list.size(); ++i)
        put(list[i], path + "[" + std::to_string(i) + "]", depth + 1);
    out_ += 'e';
}

void PickleWriter::put(const at::Tensor& given, const std::string& path) {
    if (!given.defined())
        fail(path, "is an undefined tensor");
    const at::Tensor tensor = given.resolve_conj().resolve_neg();  // no copy if there is nothing to resolve
    const at::ScalarType type = tensor.scalar_type();
    const auto storageClass = storageOfType(type);
    const auto typeName = nameOfType(type);
    if (tensor.layout() != at::kStrided || tensor.is_quantized() || !typeName)
        fail(path, std::string("is a tensor of type ") + c10::toString(type) +
                       "; only dense, unquantized tensors are supported");

    const auto sizes = tensor.sizes().vec();
    // Empty tensors have no address, and need not be distinguished.
    const void* address = tensor.numel() == 0 ? nullptr : tensor.const_data_ptr();
    const auto [known, isNew] =
        known_.try_emplace(Identity{address, type, sizes, tensor.strides().vec()}, storages_.size());
    if (isNew)
        storages_.push_back(tensor);

    putGlobal("torch._utils", storageClass ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
    out_ += "((";
    putText("storage");
    putGlobal(storageClass ? "torch" : "torch.storage", storageClass ? std::string(*storageClass) : "UntypedStorage");
    putText(std::to_string(known->second));
    putText("cpu");
    putInteger(storageClass ? tensor.numel() : static_cast<std::int64_t>(tensor.nbytes()));
    out_ += "tQ";
    putInteger(0);
    putIntegers(sizes);
    putIntegers(rowMajorStrides(sizes));
    out_ += '\x89';
    putGlobal("collections", "OrderedDict");
    out_ += ")R";
    if (!storageClass)
        putGlobal("torch", std::string(*typeName));
    out_ += "tR";
}

void PickleWriter::putText(const std::string& text) {
    const bool unicode = isUtf8(text, true);
    const std::string& content = unicode ? text : latin1ToUtf8(text);
    if (content.size() > UINT32_MAX)
        fail("a string", "is longer than 4 GiB");
    if (!unicode) {
        putGlobal("_codecs", "encode");
        out_ += '(';
    }
    out_ += 'X';
    putLittle(static_cast<std::uint32_t>(content.size()));
    out_ += content;
    if (!unicode) {
        putText("latin1");
        out_ += "tR";
    }
}

void PickleWriter::putInteger(std::int64_t value) {
    if (value >= 0 && value < 0x100) {
        out_ += 'K';
        putLittle(static_cast<std::uint8_t>(value));
    } else if (value == static_cast<std::int32_t>(value)) {
        out_ += 'J';
        putLittle(static_cast<std::int32_t>(value));
    } else {
        out_ += "\x8a\x08";
        putLittle(value);
    }
}

void PickleWriter::putReal(double value) {
    out_ += 'G';
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 56; shift >= 0; shift -= 8)  // big-endian
        out_ += static_cast<char>(bits >> shift);
}

void PickleWriter::putIntegers(at::IntArrayRef values) {
    out_ += '(';
    for (const auto value : values)
        putInteger(value);
    out_ += 't';
}

void PickleWriter::putGlobal(const std::string& module, const std::string& name) {
    out_ += 'c' + module + '\n' + name + '\n';
}

}  // namespace isonet::interop
