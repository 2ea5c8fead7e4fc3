// The images of several tar files, by their positions, names and folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "training/data/classification/TarListing.h"
#include "training/data/images/OpenFiles.h"

namespace isonet::training {

// Positions in TarSet and in the file's listing.
struct TarImage {
    std::uint32_t file = 0, image = 0;
    int label = -1;
};

struct TarSet {
    explicit TarSet(std::vector<std::filesystem::path> paths) : files(std::move(paths)) {}
    OpenFiles files;
    std::vector<std::shared_ptr<const TarListing>> listings;  // one for each file
    const TarListing& listingOf(const TarImage& image) const { return *listings[image.file]; }
};

inline constexpr int deepestFolder = 8;  // that classes are looked for in

// The image's file. Throws ImageError naming `named`: it is empty, too large or cannot be read.
void readTarImage(const TarSet& set, const TarImage& image, const std::string& named, std::vector<std::uint8_t>& bytes);

// "/data/train-000000.tar: 0001.jpg", for messages.
std::string tarImageName(const TarSet& set, const TarImage& image);
// Folders and name for finding the class: "n01440764/x.jpg". With `byFile` after the tar file's own name.
std::string tarImagePath(const TarSet& set, const TarImage& image, bool byFile);
// Whether each of several tar files holds images without folders, so that it may be a class.
bool areClassTars(const TarSet& set, const std::vector<TarImage>& images);
// The folder of `path` at this depth, without ".tar" at its end; empty if there is none.
std::string_view folderAt(std::string_view path, int depth);
// The depth of the first folders that differ between the images.
int firstDifferentDepth(const TarSet& set, const std::vector<TarImage>& images, bool byFile);

}  // namespace isonet::training
