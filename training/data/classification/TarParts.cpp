#include "training/data/classification/TarParts.h"

#include <algorithm>
#include <map>

#include "model/base/DataError.h"
#include "training/data/classification/FolderFiles.h"
#include "training/data/classification/SplitNames.h"
#include "training/data/classification/TarCache.h"
#include "training/data/classification/TarClasses.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

std::vector<TarImage> imagesOf(const TarSet& set, std::size_t firstFile, std::size_t lastFile, const fs::path& named) {
    std::vector<TarImage> images;
    for (std::size_t file = firstFile; file < lastFile; ++file)
        for (std::int64_t i = 0; i < set.listings[file]->files.size(); ++i)
            images.push_back({static_cast<std::uint32_t>(file), static_cast<std::uint32_t>(i), -1});
    if (images.empty())
        throw DataError(named.string() + " has no images (" + imageEndings() + ") in " +
                        std::to_string(lastFile - firstFile) +
                        (lastFile - firstFile == 1 ? " tar file." : " tar files."));
    return images;
}

// Moves the validation images out of `parts.train`, if the tar files have both parts in folders.
void splitByFolders(TarParts& parts) {
    const TarSet& set = *parts.set;
    const bool byFile = areClassTars(set, parts.train);
    const int depth = firstDifferentDepth(set, parts.train, byFile);
    const auto partOf = [&](const TarImage& image) {
        return splitOf(folderAt(tarImagePath(set, image, byFile), depth));
    };
    std::map<Split, std::int64_t> counts;
    for (const TarImage& image : parts.train)
        counts[partOf(image)]++;
    const bool hasValidation = counts.contains(Split::Validation);
    if (!counts.contains(Split::Train) || (!hasValidation && !counts.contains(Split::Test)))
        return;  // "train" may also be a class
    const Split held = hasValidation ? Split::Validation : Split::Test;
    std::vector<TarImage> train;
    for (const TarImage& image : parts.train) {
        const Split split = partOf(image);
        if (split == Split::Train || split == held)
            (split == held ? parts.validation : train).push_back(image);
        else
            parts.ignored.add(IgnoredFiles::Why::OtherFolder,
                              std::string(folderAt(tarImagePath(set, image, byFile), depth)) + '/');
    }
    const std::string path = tarImagePath(set, parts.validation[0], byFile);
    parts.validationFrom = "(" + std::string(folderAt(path, depth)) + "/)";
    parts.train = std::move(train);
}

// By the hashes of the names, as in a folder. Labels that no image has are no classes here.
void holdOut(TarParts& parts, double fraction, const fs::path& named) {
    std::map<int, int> positions;
    for (const TarImage& image : parts.train)
        positions.emplace(image.label, 0);
    std::vector<std::string> names;
    for (auto& [label, position] : positions) {
        position = static_cast<int>(names.size());
        names.push_back(parts.classes[static_cast<std::size_t>(label)]);
    }
    FileList files;
    for (const TarImage& image : parts.train)
        files.add(parts.set->listingOf(image).files.name(image.image), positions.at(image.label));
    const FolderSplit split = splitImages(files, names, named, fraction);
    std::vector<TarImage> train;
    for (const std::int64_t i : split.train)
        train.push_back(parts.train[static_cast<std::size_t>(i)]);
    for (const std::int64_t i : split.validation)
        parts.validation.push_back(parts.train[static_cast<std::size_t>(i)]);
    parts.train = std::move(train);
    parts.validationFrom = "held out for validation (data.validation_fraction)";
}

}  // namespace

TarParts tarParts(const TarLayout& layout, const config::DataConfig& config) {
    std::vector<fs::path> files = layout.train;
    files.insert(files.end(), layout.validation.begin(), layout.validation.end());
    const auto set = std::make_shared<TarSet>(files);
    set->listings = tarListings(files, config.labelKey);
    TarParts parts;
    parts.set = set;
    for (const fs::path& file : layout.ignored)
        parts.ignored.add(IgnoredFiles::Why::OtherTar, file.filename().string());
    for (std::size_t i = 0; i < files.size(); ++i) {
        const TarListing& listing = *set->listings[i];
        parts.ignored.add(
            IgnoredFiles::Why::NotAnImage,
            files[i].filename().string() + ": " + listing.firstIgnored + (listing.ignored > 1 ? ", ..." : ""),
            listing.ignored);
    }
    parts.train = imagesOf(*set, 0, layout.train.size(), layout.named());
    if (layout.validation.empty())
        splitByFolders(parts);
    else {
        const fs::path& first = layout.validation[0];
        parts.validation = imagesOf(*set, layout.train.size(), files.size(), first);
        parts.validationFrom =
            "(" + fs::relative(first, layout.folder).string() + (layout.validation.size() == 1 ? ")" : " ...)");
    }
    parts.classes = labelTrainingImages(*set, parts.train, layout.folder, parts.ignored);
    if (parts.validation.empty())
        holdOut(parts, config.validationFraction, layout.named());
    else
        labelValidationImages(*set, parts.validation, parts.train, parts.classes, layout.folder, parts.ignored);
    return parts;
}

}  // namespace isonet::training
