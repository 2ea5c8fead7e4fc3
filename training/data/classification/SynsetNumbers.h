// The numbers that ImageNet's development kit gives to classes (ILSVRC2012_ID), which its ground truth uses.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace isonet::training {

struct SynsetNumbers {
    std::filesystem::path file;                // empty: none found
    std::map<std::string, std::string> names;  // wnid by number as text: "1" is n02119789
};

// From the first of map_clsloc.txt, synsets.txt and meta.txt in the folders: lines with a wnid and a number, in any
// order; else from meta.mat (ImagenetMeta.h). Throws DataError naming file and line: a line without both, or a damaged
// meta.mat.
SynsetNumbers synsetNumbers(const std::vector<std::filesystem::path>& folders);

bool isSynset(const std::string& word);  // "n01440764"

}  // namespace isonet::training
