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
        arena.fail("not a PyTorch file: it starts with " + describe(first));
    const PickleItem version = pickles.read();
    if (version != PickleItem(protocol))
        arena.fail("the legacy protocol version is " + describe(version) + "; expected 1001");
    const PickleItem system = pickles.read();
    auto* const* info = std::get_if<PickleMapping*>(&system);
    if (!info)
        arena.fail("the system information is " + describe(system) + "; expected a dict");
    for (const auto& [key, value] : (*info)->entries) {
        const auto* const* name = std::get_if<const std::string*>(&key);
        if (name && **name == "little_endian" && value != PickleItem(true))
            arena.fail("written on a big-endian machine; only little-endian files are supported");
    }
}

std::vector<std::string> storageKeys(PickleArena& arena, const PickleItem& item) {
    auto* const* list = std::get_if<PickleSequence*>(&item);
    if (!list)
        arena.fail("the storage list is " + describe(item) + "; expected a list");
    std::vector<std::string> keys;
    for (const PickleItem& entry : (*list)->items) {
        const auto* const* key = std::get_if<const std::string*>(&entry);
        if (!key)
            arena.fail("the storage list contains " + describe(entry) + "; expected strings");
        keys.push_back(**key);
    }
    return keys;
}

}  // namespace

bool isLegacyTorchFile(const InputFile& file) {
    // A pickle header, then the magic number: within the first bytes for every protocol.
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
            arena.fail("storage " + quote(key) + " is not used by any tensor");
        const PickleStorage& storage = *found->second;
        const auto count = in.little<std::int64_t>();
        if (count != storage.count)
            arena.fail("storage " + quote(key) + " has " + std::to_string(count) +
                       " elements, but its tensors expect " + std::to_string(storage.count));
        const std::uint64_t bytes = storageBytes(arena, storage);
        if (bytes > in.remaining())
            arena.fail("truncated: storage " + quote(key) + " has " + std::to_string(bytes) + " bytes, but only " +
                       std::to_string(in.remaining()) + " are left");
        at::Tensor numbers = makeStorage(bytes);
        in.read(numbers.mutable_data_ptr(), bytes);
        checkStorage(arena, storage, numbers);
        if (!storages.emplace(key, numbers).second)
            arena.fail("storage " + quote(key) + " appears twice");
    }
    return valueOf(arena, root, storages);
}

}  // namespace isonet::interop
