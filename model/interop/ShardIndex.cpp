#include "model/interop/ShardIndex.h"

#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <unordered_map>

#include "model/base/NotFound.h"
#include "model/interop/Safetensors.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

constexpr std::uint64_t maxIndexBytes = 64ull << 20;  // an index of 10,000 tensors has one megabyte
constexpr std::size_t maxShards = 10'000;

using Json = nlohmann::ordered_json;

Json parsedIndex(const InputFile& file) {
    if (file.size() > maxIndexBytes)
        throw FormatError(file.name() + ": an index of " + std::to_string(file.size()) + " bytes; at most " +
                          std::to_string(maxIndexBytes) + " are read");
    std::string text(file.size(), '\0');
    file.read(0, text.data(), text.size());
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        throw FormatError(file.name() + ": not valid JSON, expected {\"weight_map\": {\"NAME\": \"FILE\"}}");
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty())
        throw FormatError(file.name() + ": JSON without \"weight_map\"; weights are read from an index " +
                          "(model.safetensors.index.json, pytorch_model.bin.index.json) or from the files themselves");
    return *map;
}

StateDict readShard(const std::filesystem::path& file) {
    if (isSafetensorsFile(InputFile(file)))
        return readSafetensors(file);
    const Value value = readTorchFile(file);
    const auto* dict = std::get_if<Dict>(&value.data);
    if (!dict)
        throw FormatError(file.string() + ": contains " + value.describe() + ", expected a state dict");
    StateDict state;
    for (const auto& [name, entry] : *dict)
        if (const auto* tensor = std::get_if<at::Tensor>(&entry.data))
            state.emplace_back(name, *tensor);
    return state;
}

}  // namespace

bool isShardIndex(const InputFile& file) {
    char first = 0;
    if (file.size() == 0)
        return false;
    file.read(0, &first, 1);
    return first == '{';
}

StateDict readShards(const std::filesystem::path& index) {
    const InputFile file(index);
    const Json map = parsedIndex(file);
    std::map<std::string, std::unordered_map<std::string, at::Tensor>> shards;
    StateDict state;
    for (const auto& [name, shard] : map.items()) {
        if (!shard.is_string())
            throw FormatError(file.name() + ": the file of " + quote(name) + " is not a text");
        const auto part = shard.get<std::string>();
        if (part.empty() || part == "." || part == ".." || part.find('/') != std::string::npos ||
            part.find('\0') != std::string::npos)
            throw FormatError(file.name() + ": " + quote(name) + " is in " + quote(part) +
                              "; only files beside the index are read");
        if (!shards.contains(part)) {
            if (shards.size() == maxShards)
                throw FormatError(file.name() + ": more than " + std::to_string(maxShards) + " files");
            const std::filesystem::path path = index.parent_path() / part;
            if (const std::string why = base::whyNotFound(path); !why.empty())
                throw FormatError(file.name() + ": " + quote(part) + ", a part of the weights, " + why);
            for (auto& [key, tensor] : readShard(path))
                shards[part].emplace(key, tensor);
        }
        const auto found = shards[part].find(name);
        if (found == shards[part].end())
            throw FormatError(file.name() + ": " + quote(name) + " is not in " + quote(part));
        state.emplace_back(name, found->second);
    }
    return state;
}

std::optional<std::filesystem::path> weightsInFolder(const std::filesystem::path& folder) {
    for (const char* name :
         {"model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin"}) {
        if (base::whyNotFound(folder / name) != "is missing")
            return folder / name;
    }
    return std::nullopt;
}

}  // namespace isonet::interop
