#include "training/data/classification/TarLayout.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/classification/SplitNames.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* imagenetTrain = "ILSVRC2012_img_train.tar";
constexpr const char* imagenetValidation = "ILSVRC2012_img_val.tar";

using TarsBySplit = std::array<std::vector<fs::path>, 4>;  // by Split

std::vector<fs::path>& tarsOf(TarsBySplit& files, Split split) {
    return files[static_cast<std::size_t>(split)];
}

bool isTarName(const fs::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending == ".tar" && !file.filename().native().starts_with('.');
}

// Sorted; empty if the folder cannot be read.
std::vector<fs::path> tarEntries(const fs::path& folder, bool folders) {
    std::vector<fs::path> entries;
    std::error_code error, ignored;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (folders ? entry->is_directory(ignored) : isTarName(entry->path()) && entry->is_regular_file(ignored))
            entries.push_back(entry->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool holdsAnImage(const fs::path& folder) {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error))
        if (isImageName(entry->path().filename().string()))
            return true;
    return false;
}

// Class folders in the folder itself or in its folder of training images.
bool hasClassFoldersToo(const fs::path& root) {
    std::vector<fs::path> parts{root};
    for (const fs::path& folder : tarEntries(root, true))
        if (splitOf(folder.filename().string()) == Split::Train)
            parts.push_back(folder);
    for (const fs::path& part : parts) {
        int classes = 0;
        for (const fs::path& folder : tarEntries(part, true)) {
            const std::string name = folder.filename().string();
            if (!name.starts_with('.') && splitOf(name) == Split::None && holdsAnImage(folder) && ++classes == 2)
                return true;
        }
    }
    return false;
}

Split splitOfTar(const fs::path& file) {
    const std::string name = file.stem().string();
    for (std::size_t begin = 0; begin < name.size();) {
        const auto end =
            static_cast<std::size_t>(std::find_if(name.begin() + static_cast<std::ptrdiff_t>(begin), name.end(),
                                                  [](unsigned char c) { return std::isalnum(c) == 0; }) -
                                     name.begin());
        if (const Split split = splitOf(std::string_view(name).substr(begin, end - begin)); split != Split::None)
            return split;
        begin = end + 1;
    }
    return Split::None;
}

TarsBySplit tarsInFolders(const fs::path& root) {
    TarsBySplit files;
    std::array<fs::path, 4> folders;
    for (const fs::path& folder : tarEntries(root, true)) {
        const Split split = splitOf(folder.filename().string());
        std::vector<fs::path> found = split == Split::None ? std::vector<fs::path>() : tarEntries(folder, false);
        if (found.empty())
            continue;
        fs::path& known = folders[static_cast<std::size_t>(split)];
        if (!known.empty())
            throw DataError(known.string() + " and " + folder.string() +
                            " both contain tar files for the same split of the dataset. Keep one of them in " +
                            root.string() + ".");
        known = folder;
        tarsOf(files, split) = std::move(found);
    }
    return files;
}

TarsBySplit tarsByName(const std::vector<fs::path>& found) {
    TarsBySplit files;
    for (const fs::path& file : found)
        tarsOf(files, splitOfTar(file)).push_back(file);
    return files;
}

void appendTars(std::vector<fs::path>& to, const std::vector<fs::path>& files) {
    to.insert(to.end(), files.begin(), files.end());
}

TarLayout tarLayoutOf(const fs::path& root, TarsBySplit files) {
    TarLayout layout{root, std::move(tarsOf(files, Split::Train)), std::move(tarsOf(files, Split::Validation)),
                     std::move(tarsOf(files, Split::None))};
    auto& test = tarsOf(files, Split::Test);
    if (layout.train.empty())
        throw DataError(root.string() + " has tar files for validation (" +
                        (layout.validation.empty() ? test : layout.validation)[0].filename().string() +
                        "), but none for training: no folder train/ with tar files and no name with the word train.");
    if (layout.validation.empty())
        layout.validation = std::move(test);
    else
        appendTars(layout.ignored, test);
    return layout;
}

TarLayout imagenetTars(const fs::path& folder) {
    std::error_code error;
    const fs::path validation = folder / imagenetValidation;
    TarLayout layout{folder, {folder / imagenetTrain}, {}, {}};
    if (fs::is_regular_file(validation, error))
        layout.validation = {validation};
    for (const fs::path& file : tarEntries(folder, false))
        if (file.filename() != imagenetTrain && file.filename() != imagenetValidation)
            layout.ignored.push_back(file);
    return layout;
}

}  // namespace

std::optional<TarLayout> tarLayout(const fs::path& root) {
    std::error_code error;
    if (fs::is_regular_file(root, error)) {
        if (!isTarName(root))
            return std::nullopt;
        if (root.filename() == imagenetTrain)
            return imagenetTars(root.parent_path());
        return TarLayout{root.parent_path(), {root}, {}, {}};
    }
    if (root.empty() || !fs::is_directory(root, error))
        return std::nullopt;
    const std::vector<fs::path> here = tarEntries(root, false);
    TarsBySplit files = tarsInFolders(root);
    const auto any = [](const TarsBySplit& some) { return !some[1].empty() || !some[2].empty() || !some[3].empty(); };
    if ((here.empty() && !any(files)) || hasClassFoldersToo(root))
        return std::nullopt;
    if (fs::is_regular_file(root / imagenetTrain, error))
        return imagenetTars(root);
    if (any(files)) {
        appendTars(tarsOf(files, Split::None), here);
        return tarLayoutOf(root, std::move(files));
    }
    files = tarsByName(here);
    if (any(files))
        return tarLayoutOf(root, std::move(files));
    return TarLayout{root, here, {}, {}};
}

}  // namespace isonet::training
