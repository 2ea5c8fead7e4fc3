#include <ATen/Functions.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "model/base/OutputFile.h"
#include "model/interop/ByteReader.h"
#include "model/interop/LegacyFile.h"
#include "model/interop/PickleReader.h"
#include "model/interop/PickleValues.h"
#include "model/interop/PickleWriter.h"
#include "model/interop/Text.h"
#include "model/interop/Value.h"
#include "model/interop/ZipReader.h"
#include "model/interop/ZipWriter.h"

namespace isonet::interop {

namespace {

constexpr std::uint64_t maxPickleBytes = 64ull << 20;  // ResNet-152 with its optimizer: about 200 KiB

bool isZip(const InputFile& file) {
    char head[4];
    if (file.size() < sizeof head)
        return false;
    file.read(0, head, sizeof head);
    return std::string_view(head, sizeof head) == std::string_view("PK\x03\x04", 4);
}

// "archive/" of "archive/data.pkl", for any folder name; the shortest if the archive contains several.
std::string archiveFolder(const ZipReader& zip, const InputFile& file) {
    const std::string wanted = "data.pkl";
    const ZipEntry* found = nullptr;
    for (const ZipEntry& entry : zip.entries()) {
        const bool fits = entry.name == wanted || entry.name.ends_with("/" + wanted);
        if (fits && (!found || entry.name.size() < found->name.size()))
            found = &entry;
    }
    if (!found)
        throw FormatError(file.name() + ": a zip archive without data.pkl; not a PyTorch checkpoint");
    return found->name.substr(0, found->name.size() - wanted.size());
}

// Throws std::system_error (EIO) naming `target` unless every entry of `written` has its checksum.
void readBack(const std::filesystem::path& written, const std::filesystem::path& target) {
    try {
        const InputFile file(written);
        const ZipReader zip(file);
        for (const ZipEntry& entry : zip.entries())
            zip.check(entry);
    } catch (const FormatError& error) {
        throw std::system_error(EIO, std::generic_category(),
                                target.string() + ": what was written cannot be read back (" + error.what() + ")");
    }
}

Value readZipFile(const InputFile& file) {
    const ZipReader zip(file);
    const std::string folder = archiveFolder(zip, file);
    if (const ZipEntry* order = zip.find(folder + "byteorder"); order && zip.text(*order, 16) != "little")
        throw FormatError(file.name() + ": the byte order is " + quote(zip.text(*order, 16)) +
                          "; only little-endian files are supported");
    if (zip.find(folder + "constants.pkl"))
        throw FormatError(file.name() + ": a TorchScript program, not a checkpoint; save its state_dict() instead");

    ByteReader in(zip.text(*zip.find(folder + "data.pkl"), maxPickleBytes), file.name());
    PickleArena arena(file.name());
    const PickleItem root = PickleReader(in, arena).read();
    std::map<std::string, at::Tensor> storages;
    for (const auto& [key, storage] : storagesByKey(arena)) {
        const ZipEntry* entry = zip.find(folder + "data/" + key);
        if (!entry)
            arena.fail("the data of storage " + quote(key) + " is missing");
        const std::uint64_t bytes = storageBytes(arena, *storage);
        if (entry->size != bytes)
            arena.fail("storage " + quote(key) + " has " + std::to_string(entry->size) +
                       " bytes, but its tensors expect " + std::to_string(bytes));
        zip.locate(*entry);  // check the size before allocating
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

void writeTorchFile(const Value& value, const std::filesystem::path& path, base::OutputFile::Links links,
                    const std::function<void()>& beforeReplacing) {
    const PickleWriter pickle(value);  // fails before anything is written
    const std::string folder = "archive/";
    base::OutputFile file(path, links);
    ZipWriter zip(file);
    zip.add(folder + "data.pkl", pickle.pickle());
    zip.add(folder + "byteorder", "little");
    for (std::size_t i = 0; i < pickle.storages().size(); ++i) {
        // One copy at a time, and none if the tensor is already contiguous on the CPU.
        const at::Tensor numbers = pickle.storages()[i].detach().cpu().contiguous();
        zip.add(folder + "data/" + std::to_string(i), numbers.const_data_ptr(), numbers.nbytes());
    }
    zip.add(folder + "version", "3\n");
    zip.finish();
    file.commit([&](const std::filesystem::path& written) {
        readBack(written, path);
        if (beforeReplacing)
            beforeReplacing();
    });
}

}  // namespace isonet::interop
