#include "training/data/classification/TarSet.h"

#include <algorithm>

#include "model/base/DataError.h"
#include "training/data/images/ImageDecoder.h"
#include "training/data/images/ImageLimits.h"

namespace isonet::training {

void readTarImage(const TarSet& set, const TarImage& image, const std::string& named,
                  std::vector<std::uint8_t>& bytes) {
    const TarListing& listing = set.listingOf(image);
    const std::uint64_t size = listing.sizes[image.image];
    if (size == 0)
        throw ImageError(named + " is empty", ImageFault::Empty);
    if (size > largestImageFile)
        throw ImageError(named + " is larger than 512 MiB", ImageFault::TooLarge);
    bytes.resize(static_cast<std::size_t>(size));
    try {
        set.files.at(image.file)->read(listing.offsets[image.image], bytes);
    } catch (const DataError& error) {
        throw ImageError(named + ": " + error.what(), ImageFault::Unreadable);
    }
}

std::string tarImageName(const TarSet& set, const TarImage& image) {
    return set.files.paths()[image.file].string() + ": " + std::string(set.listingOf(image).files.name(image.image));
}

std::string tarImagePath(const TarSet& set, const TarImage& image, bool byFile) {
    const std::string name(set.listingOf(image).files.name(image.image));
    return byFile ? set.files.paths()[image.file].filename().string() + '/' + name : name;
}

bool areClassTars(const TarSet& set, const std::vector<TarImage>& images) {
    return std::any_of(images.begin(), images.end(),
                       [&](const TarImage& image) { return image.file != images[0].file; }) &&
           std::all_of(images.begin(), images.end(), [&](const TarImage& image) {
               const TarListing& listing = set.listingOf(image);
               return !listing.labeled && listing.files.name(image.image).find('/') == std::string_view::npos;
           });
}

std::string_view folderAt(std::string_view path, int depth) {
    for (std::size_t end = path.find('/'); end != path.npos; end = path.find('/')) {
        if (depth-- == 0) {
            const std::string_view folder = path.substr(0, end);
            return folder.size() > 4 && folder.ends_with(".tar") ? folder.substr(0, folder.size() - 4) : folder;
        }
        path.remove_prefix(end + 1);
    }
    return {};
}

int firstDifferentDepth(const TarSet& set, const std::vector<TarImage>& images, bool byFile) {
    for (int depth = 0; depth < deepestFolder; ++depth) {
        std::string first;
        bool deeper = false;
        for (const TarImage& image : images) {
            const std::string path = tarImagePath(set, image, byFile);
            const std::string_view folder = folderAt(path, depth);
            if (folder.empty())
                continue;
            if (first.empty())
                first = folder;
            else if (first != folder)
                return depth;
            deeper = deeper || !folderAt(path, depth + 1).empty();
        }
        if (!deeper)
            return depth;
    }
    return deepestFolder;
}

}  // namespace isonet::training
