// Listings of tar files, made once: kept by this process, and for large files also in config::cacheFolder(), until the
// file's size or time of change differ. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "training/data/classification/TarListing.h"

namespace isonet::training {

// One listing for each file, made by several threads. Throws DataError: what listTar() throws for the first such file.
std::vector<std::shared_ptr<const TarListing>> tarListings(const std::vector<std::filesystem::path>& files,
                                                           const std::string& labelKey);

// A listing as the bytes of a cache file, and back; `identity` names the tar file, its size and time of change. Nothing
// if the bytes are those of another file, truncated or damaged.
std::string packedListing(const TarListing& listing, const std::string& identity);
std::shared_ptr<const TarListing> unpackedListing(const std::string& bytes, const std::string& identity);

}  // namespace isonet::training
