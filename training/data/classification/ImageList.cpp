#include "training/data/classification/ImageList.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <unordered_map>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "training/data/classification/FolderEntries.h"
#include "training/data/classification/ImagePaths.h"
#include "training/data/classification/ListColumns.h"
#include "training/data/classification/TextTable.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

std::string listEnding(const fs::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return ending;
}

// Where a list's paths may start.
std::vector<fs::path> startsOf(const ListFile& list, const fs::path& root) {
    std::vector<fs::path> folders{list.file.parent_path(), root};
    IgnoredFiles unused;
    for (const fs::path& folder : {list.file.parent_path(), root})
        for (const std::string& name : foldersIn(folder, unused))
            if (const Split split = splitOf(name);
                (split != Split::None && (list.split == Split::None || list.split == split)) || name == "images")
                folders.push_back(folder / name);
    std::vector<fs::path> once;
    for (const fs::path& folder : folders)
        if (std::find(once.begin(), once.end(), folder) == once.end())
            once.push_back(folder);
    return once;
}

bool isInteger(const std::string& text) {
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

bool lessLabel(const std::string& a, const std::string& b) {
    return std::stoll(a) != std::stoll(b) ? std::stoll(a) < std::stoll(b) : a < b;
}

struct ListedRow {
    std::string file, label;
    Split split;
    std::string place;  // for messages
};

[[noreturn]] void failAt(const std::string& place, const std::string& what) {
    throw DataError(place + ": " + what);
}

std::vector<ListedRow> listedRows(const ListFile& list, const fs::path& root) {
    const std::vector<TextRow> table = readTextTable(list.file, true);
    ImagePaths paths(root, startsOf(list, root));
    std::string why;
    const auto columns = listColumns(
        table, [&](const std::string& path) { return !paths.find(path).empty(); }, why);
    if (!columns)
        throw DataError(list.file.string() + " " + why + base::unreadableNote(root) + ".");
    std::vector<ListedRow> rows;
    std::string missing;
    std::int64_t missingCount = 0;
    for (std::size_t i = columns->header ? 1 : 0; i < table.size(); ++i) {
        const TextRow& row = table[i];
        const std::string place = lineOf(list.file, row);
        if (row.cells.size() <= std::max(columns->path, columns->label))
            failAt(place, "the row has " + std::to_string(row.cells.size()) + " columns; path and label are columns " +
                              std::to_string(columns->path + 1) + " and " + std::to_string(columns->label + 1) + ".");
        const std::string &path = row.cells[columns->path], &label = row.cells[columns->label];
        if (label.empty())
            failAt(place, "\"" + path + "\" has no label.");
        Split split = list.split == Split::None ? Split::Train : list.split;
        if (columns->split) {
            const std::string cell = *columns->split < row.cells.size() ? row.cells[*columns->split] : "";
            split = splitOf(cell);
            if (split == Split::None)
                failAt(place, "the split is \"" + cell + "\"; accepted: train, val, test and their longer names.");
        }
        std::string file = paths.find(path);
        if (file.empty() && missingCount++ == 0)
            missing = place + ": \"" + path + "\" " + paths.whyNot(path) + ".";
        rows.push_back({std::move(file), label, split, place});
    }
    if (missingCount > 1)
        missing += " " + std::to_string(missingCount - 1) + " more of its lines name files that were not found.";
    if (missingCount > 0)
        throw DataError(missing);
    return rows;
}

}  // namespace

bool isListName(const fs::path& file) {
    const std::string ending = listEnding(file);
    return ending == ".csv" || ending == ".tsv" || ending == ".txt";
}

std::vector<ListFile> listsIn(const fs::path& folder) {
    std::vector<ListFile> splits, others;
    visitEntries(folder, [&](const fs::directory_entry& entry, EntryKind kind) {
        const fs::path& file = entry.path();
        const std::string stem = file.stem().string();
        std::error_code error;
        if (kind != EntryKind::Other || !isListName(file) || stem.find("submission") != std::string::npos ||
            !entry.is_regular_file(error))
            return true;
        const ListFile list{file, splitOf(stem)};
        if (listEnding(file) == ".txt" && list.split == Split::None)
            return true;
        try {
            const std::vector<TextRow> rows = readTextTable(file, true);
            ImagePaths paths(folder, startsOf(list, folder));
            std::string why;
            const auto columns = listColumns(
                rows, [&](const std::string& path) { return !paths.find(path).empty(); }, why);
            const std::size_t first = columns && columns->header ? 1 : 0;
            if (columns && first < rows.size() && columns->path < rows[first].cells.size() &&
                (listEnding(file) != ".txt" || !paths.find(rows[first].cells[columns->path]).empty()))
                (list.split == Split::None ? others : splits).push_back(list);
        } catch (const DataError&) {
            // Not a list of images.
        }
        return true;
    });
    std::vector<ListFile>& found = splits.empty() ? others : splits;
    std::sort(found.begin(), found.end(), [](const ListFile& a, const ListFile& b) { return a.file < b.file; });
    return found;
}

ListedImages readImageLists(const std::vector<ListFile>& lists, const fs::path& root) {
    std::vector<ListedRow> rows;
    for (const ListFile& list : lists)
        for (ListedRow& row : listedRows(list, root))
            rows.push_back(std::move(row));
    ListedImages images;
    images.folder = root;
    for (const ListedRow& row : rows)
        if (row.split == Split::Train)
            images.classes.push_back(row.label);
    const bool integers = std::all_of(images.classes.begin(), images.classes.end(), isInteger);
    if (integers)
        std::sort(images.classes.begin(), images.classes.end(), lessLabel);
    else
        std::sort(images.classes.begin(), images.classes.end());
    images.classes.erase(std::unique(images.classes.begin(), images.classes.end()), images.classes.end());
    const std::string name = lists.front().file.string();
    if (images.classes.size() < 2)
        throw DataError(name + " has " + std::to_string(images.classes.size()) +
                        " labels in its training rows; at least two classes are required.");
    std::map<std::string, int> numbers;
    for (const std::string& label : images.classes)
        numbers.emplace(label, static_cast<int>(numbers.size()));
    std::unordered_map<std::string, const ListedRow*> seen;
    for (const ListedRow& row : rows) {
        const auto number = numbers.find(row.label);
        if (number == numbers.end())
            failAt(row.place, "class \"" + row.label + "\" has no training images. Add some, or remove the line.");
        const auto [first, fresh] = seen.emplace(row.file, &row);
        if (!fresh && first->second->label != row.label)
            failAt(row.place, "\"" + row.file + "\" has the label \"" + row.label + "\", but \"" +
                                  first->second->label + "\" in " + first->second->place + ".");
        FileList& part = row.split == Split::Train        ? images.train
                         : row.split == Split::Validation ? images.validation
                                                          : images.test;
        part.add(row.file, number->second);
    }
    return images;
}

}  // namespace isonet::training
