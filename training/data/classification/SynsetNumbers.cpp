#include "training/data/classification/SynsetNumbers.h"

#include <algorithm>
#include <cctype>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"
#include "training/data/classification/ImagenetMeta.h"
#include "training/data/classification/TextTable.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestMeta = std::size_t{16} << 20;

bool isDigits(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
}

// Split at blanks, commas and semicolons.
std::vector<std::string> wordsIn(const std::string& line) {
    std::vector<std::string> words(1);
    for (const char c : line)
        if (c == ' ' || c == '\t' || c == ',' || c == ';')
            words.emplace_back();
        else
            words.back() += c;
    std::erase(words, "");
    return words;
}

}  // namespace

bool isSynset(const std::string& word) {
    return word.size() == 9 && word[0] == 'n' && isDigits(word.substr(1));
}

SynsetNumbers synsetNumbers(const std::vector<fs::path>& folders) {
    SynsetNumbers found;
    std::error_code error;
    for (const fs::path& folder : folders)
        for (const char* name : {"map_clsloc.txt", "synsets.txt", "meta.txt"}) {
            if (!fs::is_regular_file(folder / name, error))
                continue;
            found.file = folder / name;
            const std::vector<std::string> lines = readTextLines(found.file);
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::vector<std::string> words = wordsIn(lines[i]);
                const auto synset = std::find_if(words.begin(), words.end(), isSynset);
                const auto number = std::find_if(words.begin(), words.end(), isDigits);
                if (synset != words.end() && number != words.end())
                    found.names.emplace(*number, *synset);
                else if (!words.empty())
                    throw DataError(found.file.string() + ", line " + std::to_string(i + 1) + ": \"" + lines[i] +
                                    "\" has no wnid and ID; accepted: \"n02119789 1 kit_fox\".");
            }
            return found;
        }
    for (const fs::path& folder : folders)
        if (const fs::path meta = folder / "meta.mat"; fs::is_regular_file(meta, error)) {
            found.file = meta;
            const std::string bytes = base::readFile(meta, largestMeta);
            for (const auto& [number, synset] :
                 imagenetClasses({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, meta.string()))
                found.names.emplace(std::to_string(number), synset);
            return found;
        }
    return found;
}

}  // namespace isonet::training
