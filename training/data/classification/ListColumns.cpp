#include "training/data/classification/ListColumns.h"

#include <algorithm>
#include <cctype>
#include <span>
#include <string_view>

#include "training/data/classification/SplitNames.h"
#include "training/data/images/ImageDecoder.h"

namespace isonet::training {
namespace {

using ColumnNames = std::span<const std::string_view>;

// The first of a list that a header has counts.
constexpr std::string_view pathColumns[]{
    "path",        "paths",    "filepath",  "file_path", "filepaths",  "image_path", "imagepath",
    "img_path",    "filename", "file_name", "filenames", "image_file", "image_name", "imagename",
    "image_names", "file",     "files",     "image",     "images",     "img",        "image_id",
    "imageid",     "img_id",   "name",      "id",        "id_code"};
constexpr std::string_view labelColumns[]{
    "label",  "labels",  "class", "classes",   "class_name",  "classname", "label_name", "category",    "category_name",
    "target", "species", "breed", "diagnosis", "class_label", "class_id",  "label_id",   "category_id", "y"};
constexpr std::string_view splitColumns[]{"split",     "splits",   "set",     "subset",
                                          "partition", "data_set", "dataset", "data_split"};

// In lower case, with spaces and hyphens as "_".
std::string normalizedHeader(const std::string& text) {
    std::string result;
    for (const char c : text)
        result += c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::optional<std::size_t> columnOf(const std::vector<std::string>& header, ColumnNames names) {
    for (const std::string_view name : names)
        if (const auto at = std::find(header.begin(), header.end(), name); at != header.end())
            return static_cast<std::size_t>(at - header.begin());
    return {};
}

// Every cell of the column, from row `first` on, names a split.
bool namesSplits(const std::vector<TextRow>& rows, std::size_t first, std::size_t column) {
    return std::all_of(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(), [&](const TextRow& row) {
        return row.cells.size() > column && splitOf(row.cells[column]) != Split::None;
    });
}

}  // namespace

std::optional<ListColumns> listColumns(const std::vector<TextRow>& rows,
                                       const std::function<bool(const std::string&)>& exists, std::string& why) {
    constexpr const char* accepted =
        "; accepted: a first row with the names path and label (and split), or rows of path,label";
    if (rows.empty()) {
        why = std::string("has no rows") + accepted;
        return {};
    }
    std::vector<std::string> header;
    for (const std::string& cell : rows[0].cells)
        header.push_back(normalizedHeader(cell));
    const auto path = columnOf(header, pathColumns), label = columnOf(header, labelColumns);
    if (path && label)
        return ListColumns{*path, *label, columnOf(header, splitColumns), true};
    const std::size_t width = rows[0].cells.size();
    if (width < 2 || width > 3) {
        why = "has " + std::to_string(width) + (width == 1 ? " column" : " columns") + " (" + rows[0].cells[0] +
              (width > 1 ? ", " + rows[0].cells[1] + ", ..." : "") + ")" + accepted;
        return {};
    }
    ListColumns columns;
    const auto isPath = [&](const TextRow& row, std::size_t column) {
        return column < row.cells.size() && (isImageName(row.cells[column]) || exists(row.cells[column]));
    };
    for (const std::size_t column : {0, 1})
        for (const std::size_t first : {0, 1})
            if (first < rows.size() && isPath(rows[first], column)) {
                columns.path = column;
                columns.label = 1 - column;
                columns.header = first == 1;
                if (width == 3 && namesSplits(rows, first, 2))
                    columns.split = 2;
                if (width == 2 || columns.split)
                    return columns;
            }
    why = "has no column of image files in \"" + rows[0].cells[0] + ", " + rows[0].cells[1] + "\"" + accepted;
    return {};
}

}  // namespace isonet::training
