#include "model/interop/Safetensors.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <unordered_set>

#include "model/base/OutputFile.h"
#include "model/interop/SafetensorsHeader.h"
#include "model/interop/ScalarTypes.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

constexpr std::uint64_t lengthBytes = 8;

std::uint64_t headerLength(const InputFile& file) {
    std::uint64_t length = 0;
    file.read(0, &length, sizeof length);
    return length;
}

[[noreturn]] void failToWrite(const std::string& what) {
    throw std::invalid_argument("safetensors cannot hold " + what);
}

SafetensorsEntry entryOf(const std::string& name, const at::Tensor& tensor) {
    if (name == safetensorsMetadataKey)
        failToWrite("a tensor named " + quote(name));
    if (!isUtf8(name))
        failToWrite("the name " + quote(name) + ", which is not UTF-8");
    if (!tensor.defined() || tensor.layout() != at::kStrided || !safetensorsOfType(tensor.scalar_type()))
        failToWrite("tensor " + quote(name) + " of type " +
                    (tensor.defined() ? c10::toString(tensor.scalar_type()) : "undefined"));
    SafetensorsEntry entry;
    entry.name = name;
    entry.type = tensor.scalar_type();
    entry.shape = tensor.sizes().vec();
    return entry;
}

}  // namespace

bool isSafetensorsFile(const InputFile& file) {
    if (file.size() <= lengthBytes || headerLength(file) > file.size() - lengthBytes)
        return false;
    char first = 0;
    file.read(lengthBytes, &first, 1);
    return first == '{';
}

StateDict readSafetensors(const std::filesystem::path& path, SafetensorsMetadata* metadata) {
    const InputFile file(path);
    if (file.size() < lengthBytes)
        throw FormatError(file.name() + ": not a safetensors file: only " + std::to_string(file.size()) + " bytes");
    const std::uint64_t length = headerLength(file);
    if (length > maxSafetensorsHeaderBytes || length > file.size() - lengthBytes)
        throw FormatError(file.name() + ": not a safetensors file: a header of " + std::to_string(length) +
                          " bytes in a file of " + std::to_string(file.size()) + "; at most " +
                          std::to_string(maxSafetensorsHeaderBytes) + " are allowed");
    std::string json(length, '\0');
    file.read(lengthBytes, json.data(), json.size());
    const std::uint64_t buffer = lengthBytes + length;
    const SafetensorsHeader header = parseSafetensorsHeader(json, file.size() - buffer, file.name());

    StateDict state;
    for (const SafetensorsEntry& entry : header.entries) {
        at::Tensor tensor = at::empty(entry.shape, entry.type);
        file.read(buffer + entry.begin, tensor.mutable_data_ptr(), entry.bytes());
        if (entry.type == at::kBool && !validBooleans(tensor.const_data_ptr(), entry.bytes()))
            throw FormatError(file.name() + ": tensor " + quote(entry.name) +
                              " contains booleans that are neither 0 nor 1");
        state.emplace_back(entry.name, std::move(tensor));
    }
    if (metadata)
        *metadata = header.metadata;
    return state;
}

void writeSafetensors(const StateDict& state, const std::filesystem::path& path, const SafetensorsMetadata& metadata) {
    SafetensorsHeader header;
    header.metadata = metadata;
    for (const auto& [key, value] : metadata)
        if (!isUtf8(key) || !isUtf8(value))
            failToWrite("metadata " + quote(key) + ", which is not UTF-8");
    std::unordered_set<std::string> names;
    for (const auto& [name, tensor] : state) {
        if (!names.insert(name).second)
            failToWrite("two tensors named " + quote(name));
        header.entries.push_back(entryOf(name, tensor));
    }
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return c10::elementSize(header.entries[a].type) > c10::elementSize(header.entries[b].type);
    });
    std::uint64_t place = 0;
    for (const std::size_t i : order) {
        header.entries[i].begin = place;
        place += static_cast<std::uint64_t>(state[i].second.numel()) * c10::elementSize(header.entries[i].type);
        header.entries[i].end = place;
    }
    std::string json = writeSafetensorsHeader(header);
    json.resize((json.size() + 7) / 8 * 8, ' ');
    if (json.size() > maxSafetensorsHeaderBytes)
        failToWrite("a header of " + std::to_string(json.size()) + " bytes");

    base::OutputFile file(path);
    const std::uint64_t length = json.size();
    file.write(&length, sizeof length);
    file.write(json);
    for (const std::size_t i : order) {
        const at::Tensor numbers = state[i].second.detach().cpu().resolve_neg().contiguous();
        file.write(numbers.const_data_ptr(), numbers.nbytes());
    }
    file.commit();
}

}  // namespace isonet::interop
