#include "training/data/classification/ClassNames.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <string_view>
#include <system_error>

#include "model/base/DataError.h"
#include "training/data/classification/FlatLabels.h"
#include "training/data/classification/SynsetNumbers.h"
#include "training/data/classification/TextTable.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr int mostDigits = 9;

bool isNumberCode(const std::string& text) {
    return !text.empty() && text.size() <= mostDigits &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

std::string unquoted(std::string_view text) {
    const std::string_view blanks = " \t\"'";
    const auto first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string()
                                           : std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

using NamesByCode = std::map<std::string, std::string>;  // all names of a class, by code

NamesByCode byCode(const std::vector<std::string>& lines, const std::vector<std::string>& classes) {
    NamesByCode names;
    for (const std::string& line : lines) {
        const std::string text = unquoted(line);
        const auto end = std::min(text.find_first_of(" \t,;:"), text.size());
        const std::string code = text.substr(0, end);
        if (!std::binary_search(classes.begin(), classes.end(), code))
            continue;
        const auto rest = text.find_first_not_of(" \t,;:\"", end);
        if (rest != std::string::npos)
            names.emplace(code, text.substr(rest));
    }
    return names;
}

// Line i names the i-th class; classes that are numbers count from 0 or from 1.
NamesByCode byOrder(std::vector<std::string> lines, std::vector<std::string> classes) {
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    if (lines.size() != classes.size())
        return {};
    if (std::all_of(classes.begin(), classes.end(), isNumberCode)) {
        const auto value = [](const std::string& text) { return std::stol(text); };
        std::sort(classes.begin(), classes.end(),
                  [&](const std::string& a, const std::string& b) { return value(a) < value(b); });
        const auto last = static_cast<long>(classes.size()) - 1;
        if (value(classes.back()) - value(classes.front()) != last || value(classes.front()) > 1)
            return {};
    }
    NamesByCode names;
    for (std::size_t i = 0; i < lines.size(); ++i)
        names.emplace(classes[i], unquoted(lines[i]));
    return names;
}

// The first name that no other class has, else all names, else with the code.
std::vector<std::string> distinctNames(const std::vector<std::string>& classes, const NamesByCode& names) {
    const auto allOf = [&](const std::string& code) {
        const auto found = names.find(code);
        return found == names.end() || found->second.empty() ? code : found->second;
    };
    std::map<std::string, int> counts;
    for (const std::string& code : classes) {
        const std::string all = allOf(code);
        ++counts[unquoted(all.substr(0, all.find(',')))];
    }
    std::map<std::string, int> taken;
    std::vector<std::string> result;
    for (const std::string& code : classes) {
        const std::string all = allOf(code), first = unquoted(all.substr(0, all.find(',')));
        std::string name = counts[first] == 1 ? first : all;
        if (taken[name]++ > 0)
            name += " (" + code + ")";
        result.push_back(std::move(name));
    }
    return result;
}

}  // namespace

std::vector<std::string> classNames(const FolderLayout& layout, const std::vector<std::string>& classes) {
    const bool synsets = std::all_of(classes.begin(), classes.end(), isSynset);
    if (!synsets && !std::all_of(classes.begin(), classes.end(), isNumberCode))
        return classes;
    std::error_code error;
    // Above the root, only files with unmistakable names.
    const std::vector<fs::path> within = foldersAround(layout, false), around = foldersAround(layout, synsets);
    for (const char* name : {"words.txt", "synset_words.txt", "LOC_synset_mapping.txt", "labels.txt"}) {
        const bool distinctive = std::string_view(name).find("synset") != std::string_view::npos;
        for (const fs::path& folder : distinctive ? around : within) {
            if (!fs::is_regular_file(folder / name, error))
                continue;
            const std::vector<std::string> lines = readTextLines(folder / name);
            NamesByCode names = byCode(lines, classes);
            if (names.empty())
                names = byOrder(lines, classes);
            if (!names.empty())
                return distinctNames(classes, names);
        }
    }
    return classes;
}

}  // namespace isonet::training
