// Lists of images with their labels: CSV, TSV or text files with the columns path, label and, optionally, split.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "training/data/classification/FolderFiles.h"
#include "training/data/classification/SplitNames.h"

namespace isonet::training {

struct ListFile {
    std::filesystem::path file;
    Split split =
        Split::None;  // of all its rows, by its name (train.csv); None: all are for training, or a column says
};

// Whether the file has the ending of a list: csv, tsv, txt.
bool isListName(const std::filesystem::path& file);

// The lists in a folder: train.csv, val.csv and test.csv (any names of splits), else every list that has a header with
// path and label or begins with an existing image.
std::vector<ListFile> listsIn(const std::filesystem::path& folder);

struct ListedImages {
    std::filesystem::path folder;      // the files' names are relative to it, or absolute
    std::vector<std::string> classes;  // the training rows' labels: by value if all are integers, else by text
    FileList train, validation, test;  // in the order of the rows
};

// Paths are relative to the list, to `root`, to the folder of the row's split or to images/, with / or \, and may lack
// the image's ending. Throws DataError naming the list and the line: no such file (and how many more), no label, an
// unknown split, one image with two labels, a class without training images, fewer than two classes.
ListedImages readImageLists(const std::vector<ListFile>& lists, const std::filesystem::path& root);

}  // namespace isonet::training
