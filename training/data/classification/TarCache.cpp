#include "training/data/classification/TarCache.h"

#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

#include "model/base/AtomicFile.h"
#include "training/config/UserFolders.h"
#include "training/data/images/CounterRandom.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view cacheMark = "isonet tar listing 1\n";
constexpr std::uint64_t smallestStored = std::uint64_t{64} << 20;  // smaller files are listed within a second
constexpr std::size_t largestStored = std::size_t{1} << 31;
constexpr std::int64_t mostKept = 5'000'000;  // images of listings that nothing uses now
constexpr std::size_t listingThreads = 8;     // a shared disk answers several questions at once

template <typename T>
void putBytes(std::string& bytes, T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void putSized(std::string& bytes, std::string_view text) {
    putBytes(bytes, static_cast<std::uint32_t>(text.size()));
    bytes += text;
}

// Reads what putBytes() wrote; `good` becomes false at the end of the bytes.
struct ListingBytes {
    std::string_view rest;
    bool good = true;

    std::string_view take(std::size_t size) {
        good = good && size <= rest.size();
        const std::string_view taken = good ? rest.substr(0, size) : std::string_view();
        rest.remove_prefix(taken.size());
        return taken;
    }
    template <typename T>
    T get() {
        T value{};
        if (const std::string_view taken = take(sizeof value); good)
            std::memcpy(&value, taken.data(), sizeof value);
        return value;
    }
    std::string_view text() { return take(get<std::uint32_t>()); }
};

std::uint32_t listingChecksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

std::string tarIdentity(const fs::path& file, const InputFile& input, const std::string& labelKey) {
    std::error_code error;
    const fs::path whole = fs::canonical(file, error);
    return (error ? file : whole).string() + '\n' + std::to_string(input.size()) + '\n' +
           std::to_string(input.changed()) + '\n' + labelKey;
}

fs::path storedFile(const std::string& identity) {
    std::uint64_t state = 0;
    for (const char c : identity.substr(0, identity.find('\n')))  // of one file, the newest listing is kept
        state = mixBits(state ^ static_cast<unsigned char>(c));
    char name[32];
    std::snprintf(name, sizeof name, "%016llx.tarlisting", static_cast<unsigned long long>(state));
    return fs::path(config::cacheFolder()) / name;
}

std::shared_ptr<const TarListing> storedListing(const fs::path& stored, const std::string& identity) {
    try {
        return unpackedListing(base::readFile(stored, largestStored), identity);
    } catch (const std::system_error&) {
        return nullptr;
    }
}

// A folder that cannot be written or a full disk only costs time later.
void storeListing(const fs::path& stored, const TarListing& listing, const std::string& identity) {
    try {
        fs::create_directories(stored.parent_path());
        base::replaceFile(stored, packedListing(listing, identity));
    } catch (const std::system_error&) {
    }
}

std::mutex keptMutex;
std::map<std::string, std::shared_ptr<const TarListing>>& keptListings() {
    static std::map<std::string, std::shared_ptr<const TarListing>> all;
    return all;
}

void keepListing(const std::string& identity, const std::shared_ptr<const TarListing>& listing) {
    const std::lock_guard lock(keptMutex);
    std::int64_t unused = 0;
    for (const auto& [other, one] : keptListings())
        unused += one.use_count() == 1 ? one->files.size() : 0;
    if (unused > mostKept)
        std::erase_if(keptListings(), [](const auto& entry) { return entry.second.use_count() == 1; });
    keptListings()[identity] = listing;
}

std::shared_ptr<const TarListing> tarListing(const fs::path& file, const std::string& labelKey) {
    const InputFile input(file);
    const std::string identity = tarIdentity(file, input, labelKey);
    {
        const std::lock_guard lock(keptMutex);
        if (const auto found = keptListings().find(identity); found != keptListings().end())
            return found->second;
    }
    const bool large = input.size() >= smallestStored;
    const fs::path stored = large ? storedFile(identity) : fs::path();
    auto listing = large ? storedListing(stored, identity) : nullptr;
    if (!listing) {
        listing = std::make_shared<const TarListing>(listTar(input, labelKey));
        if (large)
            storeListing(stored, *listing, identity);
    }
    keepListing(identity, listing);
    return listing;
}

}  // namespace

std::string packedListing(const TarListing& listing, const std::string& identity) {
    std::string bytes(cacheMark);
    putSized(bytes, identity);
    putBytes(bytes, static_cast<std::uint8_t>(listing.labeled));
    putBytes(bytes, listing.ignored);
    putSized(bytes, listing.firstIgnored);
    putBytes(bytes, listing.files.size());
    for (std::int64_t i = 0; i < listing.files.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        putSized(bytes, listing.files.name(i));
        putBytes(bytes, static_cast<std::int32_t>(listing.files.labels()[at]));
        putBytes(bytes, listing.offsets[at]);
        putBytes(bytes, listing.sizes[at]);
    }
    putBytes(bytes, listingChecksum(bytes));
    return bytes;
}

std::shared_ptr<const TarListing> unpackedListing(const std::string& bytes, const std::string& identity) {
    if (bytes.size() < cacheMark.size() + 4)
        return nullptr;
    ListingBytes reader{std::string_view(bytes).substr(0, bytes.size() - 4)};
    ListingBytes checksum{std::string_view(bytes).substr(bytes.size() - 4)};
    if (checksum.get<std::uint32_t>() != listingChecksum(reader.rest) || reader.take(cacheMark.size()) != cacheMark ||
        reader.text() != identity)
        return nullptr;
    const auto listing = std::make_shared<TarListing>();
    listing->labeled = reader.get<std::uint8_t>() != 0;
    listing->ignored = reader.get<std::int64_t>();
    listing->firstIgnored = reader.text();
    for (auto images = reader.get<std::int64_t>(); images > 0 && reader.good; --images) {
        const std::string_view name = reader.text();
        listing->files.add(name, reader.get<std::int32_t>());
        listing->offsets.push_back(reader.get<std::uint64_t>());
        listing->sizes.push_back(reader.get<std::uint64_t>());
    }
    return reader.good && reader.rest.empty() ? listing : nullptr;
}

std::vector<std::shared_ptr<const TarListing>> tarListings(const std::vector<fs::path>& files,
                                                           const std::string& labelKey) {
    std::vector<std::shared_ptr<const TarListing>> listings(files.size());
    std::vector<std::exception_ptr> errors(files.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size(); i = next++)
            try {
                listings[i] = tarListing(files[i], labelKey);
            } catch (...) {
                errors[i] = std::current_exception();
            }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min(listingThreads, files.size()); ++i)
            threads.emplace_back(work);
        work();
    }
    for (const std::exception_ptr& error : errors)
        if (error)
            std::rethrow_exception(error);
    return listings;
}

}  // namespace isonet::training
