#include "training/data/classification/FolderParts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/classification/ClassNames.h"
#include "training/data/classification/FlatLabels.h"
#include "training/data/classification/FolderEntries.h"
#include "training/data/classification/ImageList.h"
#include "training/data/images/ImageFormat.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

// The files whose format earlier versions read, too (data.common_formats).
FileList ofCommonFormats(const FileList& files) {
    FileList common;
    for (std::int64_t i = 0; i < files.size(); ++i)
        if (isCommonImageName(files.name(i)))
            common.add(files.name(i), files.labels()[static_cast<std::size_t>(i)]);
    return common;
}

FolderPart partOf(const fs::path& folder, FileList files) {
    return {folder, std::make_shared<FileList>(std::move(files)), {}};
}

void holdOutImages(FolderParts& parts, const std::vector<std::string>& classes, double fraction) {
    FolderSplit split = splitImages(*parts.train.files, classes, parts.source, fraction);
    parts.validation = parts.train;
    parts.train.chosen = std::move(split.train);
    parts.validation.chosen = std::move(split.validation);
}

void addNotes(FolderParts& parts, const IgnoredFiles& ignored) {
    for (std::string& line : ignored.lines())
        parts.notes.push_back(std::move(line));
}

FolderParts listParts(const std::vector<ListFile>& lists, const fs::path& root, const config::DataConfig& config) {
    ListedImages images = readImageLists(lists, root);
    FolderParts parts;
    parts.source = lists.front().file;
    parts.classes = images.classes;
    parts.train = partOf(images.folder, std::move(images.train));
    if (images.validation.size() == 0)
        std::swap(images.validation, images.test);
    if (images.test.size() > 0) {
        parts.test = partOf(images.folder, std::move(images.test));
        parts.testName = "by the list";
    }
    if (images.validation.size() > 0) {
        parts.validation = partOf(images.folder, std::move(images.validation));
        parts.validationName = "by the list";
    } else {
        std::vector<int> counts(images.classes.size());
        for (const int label : parts.train.files->labels())
            ++counts[static_cast<std::size_t>(label)];
        for (std::size_t label = 0; label < counts.size(); ++label)
            if (counts[label] < 2)
                throw DataError(parts.source.string() + ": class \"" + images.classes[label] +
                                "\" has only one image; without a column split every class needs at least two, one for "
                                "training and one for validation. Add images or the column, or remove the class.");
        holdOutImages(parts, images.classes, config.validationFraction);
    }
    std::string names;
    for (const ListFile& list : lists)
        names += (names.empty() ? "" : ", ") + list.file.string();
    parts.notes.push_back("Labels by " + names);
    return parts;
}

bool hasFolderOf(const fs::path& part, const std::vector<std::string>& classes) {
    IgnoredFiles unused;
    const std::vector<std::string> folders = foldersIn(part, unused);
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& name) {
        return std::binary_search(classes.begin(), classes.end(), name);
    });
}

// A split with class folders, or with one folder of images and labels elsewhere. Null files: images without labels.
FolderPart labeledPart(const FolderLayout& layout, const fs::path& part, const std::vector<std::string>& classes,
                       FolderParts& parts, IgnoredFiles& ignored) {
    if (!hasFolderOf(part, classes)) {
        if (const auto labels = flatLabels(layout, part)) {
            parts.notes.push_back("Labels of " + part.string() + " by " + labels->file.string());
            return partOf(part, imagesIn(part, *labels, classes, ignored));
        }
        IgnoredFiles unused;
        if (foldersIn(part, unused).size() < 2)
            return {};
    }
    return partOf(part, imagesIn(part, classes, &ignored));
}

// An unusable test split does not prevent training with the other two.
void addTest(FolderParts& parts, const FolderLayout& layout, const std::vector<std::string>& classes) {
    const std::string name = layout.test.lexically_relative(layout.home).string() + "/";
    IgnoredFiles ignored;
    try {
        parts.test = labeledPart(layout, layout.test, classes, parts, ignored);
        parts.testName = name;
        if (!parts.test.files)
            parts.notes.push_back("Ignored, images without labels: " + name);
    } catch (const DataError& error) {
        parts.notes.push_back("Ignored: " + name + ", because " + error.what());
    }
    addNotes(parts, ignored);
}

FolderParts classFolderParts(const FolderLayout& layout, const config::DataConfig& config) {
    FolderParts parts;
    parts.source = layout.train;
    const std::vector<std::string> classes = classFolders(layout.train);
    IgnoredFiles ignored = layout.ignored;
    if (layout.home != layout.root)
        parts.notes.push_back("Found in " + layout.home.string());
    FileList trained = imagesIn(layout.train, classes, &ignored);
    parts.train = partOf(layout.train, config.commonFormats ? ofCommonFormats(trained) : std::move(trained));
    fs::path validation = layout.validation;
    const bool testValidates = validation.empty() && !layout.test.empty();
    if (testValidates)
        validation = layout.test;
    if (!validation.empty())
        parts.validation = labeledPart(layout, validation, classes, parts, ignored);
    const std::string name = validation.lexically_relative(layout.home).string() + "/";
    if (parts.validation.files) {
        if (config.commonFormats)
            parts.validation = partOf(validation, ofCommonFormats(*parts.validation.files));
        parts.validationName = name;
        if (!testValidates && !layout.test.empty())
            addTest(parts, layout, classes);
    } else if (testValidates) {
        parts.notes.push_back("Ignored, images without labels: " + name);
    } else if (!validation.empty()) {
        throw DataError(validation.string() +
                        " contains no class folders, and its labels were not found. Accepted: folders as in " +
                        layout.train.string() +
                        ", LOC_val_solution.csv, ILSVRC2012_validation_ground_truth.txt with its devkit, "
                        "val_annotations.txt, or a list val.csv with the columns path and label.");
    }
    if (!parts.validation.files)
        holdOutImages(parts, classes, config.validationFraction);
    parts.classes = classNames(layout, classes);
    addNotes(parts, ignored);
    return parts;
}

// Whether each label of the list corresponds to one class folder, and each folder to one label.
bool agrees(const FileList& files, const std::vector<std::string>& labels) {
    std::map<std::string, int> byFolder;
    std::map<int, std::string> byLabel;
    for (std::int64_t i = 0; i < files.size(); ++i) {
        const std::string folder = fs::path(files.name(i)).parent_path().filename().string();
        const int label = files.labels()[static_cast<std::size_t>(i)];
        if (byFolder.emplace(folder, label).first->second != label ||
            byLabel.emplace(label, folder).first->second != folder)
            return false;
    }
    return labels.size() > 1;
}

// A list next to class folders is ignored if it agrees with them.
void compareLists(FolderParts& parts, const fs::path& root) {
    IgnoredFiles ignored;
    for (const ListFile& list : listsIn(root)) {
        std::optional<ListedImages> images;
        try {
            images = readImageLists({list}, root);
        } catch (const DataError&) {
            // Of other images, or of none.
        }
        if (images && !agrees(images->train.size() > 0 ? images->train : images->validation, images->classes))
            throw DataError(root.string() + " can be read in 2 ways:\n- as class folders in " + parts.source.string() +
                            ": set data.root to " + parts.source.string() + ", or move " +
                            list.file.filename().string() + " away\n- as the " +
                            std::to_string(images->classes.size()) + " labels in " + list.file.string() +
                            ", which differ from the folders: set data.root to this file");
        ignored.add(IgnoredFiles::Why::OtherList, list.file.filename().string());
    }
    addNotes(parts, ignored);
}

}  // namespace

std::int64_t FolderPart::size() const {
    return !files ? 0 : chosen.empty() ? files->size() : static_cast<std::int64_t>(chosen.size());
}

int FolderPart::label(std::int64_t index) const {
    const std::int64_t position = chosen.empty() ? index : chosen[static_cast<std::size_t>(index)];
    return files->labels()[static_cast<std::size_t>(position)];
}

fs::path FolderPart::file(std::int64_t index) const {
    return folder / files->name(chosen.empty() ? index : chosen[static_cast<std::size_t>(index)]);
}

FolderParts folderParts(const config::DataConfig& config) {
    const fs::path root = config.root;
    std::error_code error;
    if (fs::is_regular_file(root, error) && isListName(root))
        return listParts({{root, Split::None}}, fs::absolute(root, error).parent_path(), config);
    std::string why;
    if (fs::is_directory(root, error) && layoutsOf(root, why).empty()) {
        const std::vector<ListFile> lists = listsIn(root);
        const bool splits =
            std::any_of(lists.begin(), lists.end(), [](const ListFile& list) { return list.split != Split::None; });
        if (lists.size() > 1 && !splits) {
            std::string message = root.string() + " has several lists of images; set data.root to one of them:";
            for (const ListFile& list : lists)
                message += "\n- " + list.file.string();
            throw DataError(message);
        }
        if (!lists.empty())
            return listParts(lists, root, config);
    }
    FolderParts parts = classFolderParts(folderLayout(root), config);
    compareLists(parts, root);
    return parts;
}

}  // namespace isonet::training
