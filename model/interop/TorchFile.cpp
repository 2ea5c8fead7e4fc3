#include <ATen/Functions.h>

#include <string_view>

#include "model/interop/ByteReader.h"
#include "model/interop/LegacyFile.h"
#include "model/interop/OutputFile.h"
#include "model/interop/PickleReader.h"
#include "model/interop/PickleValues.h"
#include "model/interop/PickleWriter.h"
#include "model/interop/Text.h"
#include "model/interop/Value.h"
#include "model/interop/ZipReader.h"
#include "model/interop/ZipWriter.h"

namespace isonet::interop {

namespace {

constexpr std::uint64_t longestPickle = 64ull << 20;  // ResNet-152 with its optimiser: about 200 KiB

bool isZip(const InputFile& file) {
    char head[4];
    if (file.size() < sizeof head)
        return false;
    file.read(0, head, sizeof head);
    return std::string_view(head, sizeof head) == std::string_view("PK\x03\x04", 4);
}

// "archive/" of "archive/data.pkl", whatever the folder's name; the shortest where the archive holds several.
std::string archiveFolder(const ZipReader& zip, const InputFile& file) {
    const std::string wanted = "data.pkl";
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : zip.entries()) {
        const bool fits = entry.name == wanted || entry.name.ends_with("/" + wanted);
        if (fits && (!found || entry.name.size() < found->name.size()))
            found = &entry;
    }
    if (!found)
        throw FormatError(file.name() + ": a zip archive without a data.pkl: no PyTorch checkpoint");
    return found->name.substr(0, found->name.size() - wanted.size());
}

Value readZipFile(const InputFile& file) {
    const ZipReader zip(file);
    const std::string folder = archiveFolder(zip, file);
    if (const ZipEntry* order = zip.find(folder + "byteorder"); order && zip.text(*order, 16) != "little")
        throw FormatError(file.name() + ": its numbers are " + quote(zip.text(*order, 16)) +
                          "-endian; only little-endian files are read");
    if (zip.find(folder + "constants.pkl"))
        throw FormatError(file.name() + ": a TorchScript program, not a checkpoint; save its state_dict() instead");

    ByteReader in(zip.text(*zip.find(folder + "data.pkl"), longestPickle), file.name());
    PickleArena arena(file.name());
    const PickleItem root = PickleReader(in, arena).read();
    std::map<std::string, at::Tensor> storages;
    for (const auto& [key, storage] : storagesByKey(arena)) {
        const ZipEntry* entry = zip.find(folder + "data/" + key);
        if (!entry)
            arena.refuse("the data of storage " + quote(key) + " is missing");
        const std::uint64_t bytes = storageBytes(arena, *storage);
        if (entry->size != bytes)
            arena.refuse("storage " + quote(key) + " has " + std::to_string(entry->size) +
                         " bytes where its tensors say " + std::to_string(bytes));
        zip.locate(*entry);  // it is that long in truth, so there is cause to make room
        at::Tensor numbers = makeStorage(bytes);
        zip.read(*entry, numbers.mutable_data_ptr());
        checkStorage(arena, *storage, numbers);
        storages.emplace(key, numbers);
    }
    return valueOf(arena, root, storages);
}

}  // namespace

Value readTorchFile(const std::filesystem::path& path) {
    const InputFile file(path);
    if (isZip(file))
        return readZipFile(file);
    if (isLegacyTorchFile(file))
        return readLegacyTorchFile(file);
    throw FormatError(file.name() + ": not a PyTorch file (neither a zip archive nor the legacy format)" +
                      (file.size() == 0 ? "; it is empty" : ""));
}

void writeTorchFile(const Value& value, const std::filesystem::path& path) {
    const PickleWriter pickle(value);  // before the disk is touched
    const std::string folder = "archive/";
    OutputFile file(path);
    ZipWriter zip(file);
    zip.add(folder + "data.pkl", pickle.pickle());
    zip.add(folder + "byteorder", "little");
    for (std::size_t i = 0; i < pickle.storages().size(); ++i) {
        // One copy at a time, and none where the tensor already lies so.
        const at::Tensor numbers = pickle.storages()[i].detach().cpu().contiguous();
        zip.add(folder + "data/" + std::to_string(i), numbers.const_data_ptr(), numbers.nbytes());
    }
    zip.add(folder + "version", "3\n");
    zip.finish();
    file.commit();
}

}  // namespace isonet::interop
