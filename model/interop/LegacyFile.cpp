#include "model/interop/LegacyFile.h"

#include <algorithm>
#include <string_view>

#include "model/interop/ByteReader.h"
#include "model/interop/PickleReader.h"
#include "model/interop/PickleValues.h"
#include "model/interop/Text.h"

namespace isonet::interop {

namespace {

constexpr std::string_view magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);  // 0x1950a86a20f9469cfc6c
constexpr std::int64_t protocol = 1001;

void checkPreamble(PickleArena& arena, PickleReader& pickles) {
    const PickleItem first = pickles.read();
    const auto* const* number = std::get_if<const PickleBigInteger*>(&first);
    if (!number || (*number)->bytes != magic)
        arena.refuse("not a PyTorch file: it begins with " + describe(first));
    const PickleItem version = pickles.read();
    if (version != PickleItem(protocol))
        arena.refuse("the legacy format's protocol is " + describe(version) + "; 1001 is read");
    const PickleItem system = pickles.read();
    auto* const* facts = std::get_if<PickleMapping*>(&system);
    if (!facts)
        arena.refuse("the system information is " + describe(system));
    for (const auto& [key, value] : (*facts)->entries) {
        const auto* const* name = std::get_if<const std::string*>(&key);
        if (name && **name == "little_endian" && value != PickleItem(true))
            arena.refuse("written by a big-endian machine, which is not read");
    }
}

std::vector<std::string> storageKeys(PickleArena& arena, const PickleItem& item) {
    auto* const* list = std::get_if<PickleSequence*>(&item);
    if (!list)
        arena.refuse("the list of storages is " + describe(item));
    std::vector<std::string> keys;
    for (const PickleItem& entry : (*list)->items) {
        const auto* const* key = std::get_if<const std::string*>(&entry);
        if (!key)
            arena.refuse("the list of storages holds " + describe(entry));
        keys.push_back(**key);
    }
    return keys;
}

}  // namespace

bool isLegacyTorchFile(const InputFile& file) {
    // Some pickle header, then the magic number: within the first bytes whatever the protocol.
    std::string head(std::min<std::uint64_t>(file.size(), 32), '\0');
    file.read(0, head.data(), head.size());
    return head.find(magic) != std::string::npos;
}

Value readLegacyTorchFile(const InputFile& file) {
    ByteReader in(file, 0, file.size());
    PickleArena arena(file.name());
    PickleReader pickles(in, arena);
    checkPreamble(arena, pickles);
    const PickleItem root = pickles.read();
    const auto described = storagesByKey(arena);
    const auto keys = storageKeys(arena, pickles.read());

    std::map<std::string, at::Tensor> storages;
    for (const std::string& key : keys) {
        const auto found = described.find(key);
        if (found == described.end())
            arena.refuse("storage " + quote(key) + " belongs to no tensor");
        const PickleStorage& storage = *found->second;
        const auto count = in.little<std::int64_t>();
        if (count != storage.count)
            arena.refuse("storage " + quote(key) + " has " + std::to_string(count) +
                         " elements where its tensors say " + std::to_string(storage.count));
        const std::uint64_t bytes = storageBytes(arena, storage);
        if (bytes > in.remaining())
            arena.refuse("ends too soon: storage " + quote(key) + " has " + std::to_string(bytes) + " bytes, " +
                         std::to_string(in.remaining()) + " are left");
        at::Tensor numbers = makeStorage(bytes);
        in.read(numbers.mutable_data_ptr(), bytes);
        checkStorage(arena, storage, numbers);
        if (!storages.emplace(key, numbers).second)
            arena.refuse("storage " + quote(key) + " stands there twice");
    }
    return valueOf(arena, root, storages);
}

}  // namespace isonet::interop
