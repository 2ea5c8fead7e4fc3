#include "training/data/classification/SplitNames.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace isonet::training {
namespace {

constexpr std::array<std::pair<std::string_view, Split>, 15> splitWords{{{"train", Split::Train},
                                                                         {"training", Split::Train},
                                                                         {"trn", Split::Train},
                                                                         {"val", Split::Validation},
                                                                         {"valid", Split::Validation},
                                                                         {"validation", Split::Validation},
                                                                         {"validate", Split::Validation},
                                                                         {"dev", Split::Validation},
                                                                         {"devel", Split::Validation},
                                                                         {"development", Split::Validation},
                                                                         {"eval", Split::Validation},
                                                                         {"evaluation", Split::Validation},
                                                                         {"test", Split::Test},
                                                                         {"testing", Split::Test},
                                                                         {"tst", Split::Test}}};

constexpr std::array<std::string_view, 13> fillers{"set", "sets", "data",  "dataset", "images", "image", "imgs",
                                                   "img", "pics", "split", "folder",  "labels", "list"};

bool isFiller(std::string_view word) {
    return word.empty() || std::find(fillers.begin(), fillers.end(), word) != fillers.end();
}

Split exactSplit(std::string_view word) {
    for (const auto& [name, split] : splitWords)
        if (name == word)
            return split;
    return Split::None;
}

// Also "trainset", "testimages".
Split wordSplit(std::string_view word) {
    if (const Split split = exactSplit(word); split != Split::None)
        return split;
    for (const std::string_view filler : fillers)
        if (word.ends_with(filler))
            if (const Split split = exactSplit(word.substr(0, word.size() - filler.size())); split != Split::None)
                return split;
    return Split::None;
}

// In lower case, split at everything but letters and digits, and without digits at the end: "val2017" is "val".
std::vector<std::string> nameWords(std::string_view name) {
    std::vector<std::string> found(1);
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || byte >= 0x80)
            found.back() += static_cast<char>(std::tolower(byte));
        else if (!found.back().empty())
            found.emplace_back();
    }
    for (std::string& word : found) {
        const auto last = word.find_last_not_of("0123456789");
        word.resize(last == std::string::npos ? 0 : last + 1);
    }
    return found;
}

}  // namespace

SplitName splitName(std::string_view name) {
    SplitName result;
    for (const std::string& word : nameWords(name)) {
        const Split split = wordSplit(word);
        if (split == Split::None) {
            if (!isFiller(word))
                result.rest += (result.rest.empty() ? "" : "_") + word;
        } else if (result.split != Split::None) {
            return {};
        } else {
            result.split = split;
        }
    }
    return result.split == Split::None ? SplitName{} : result;
}

Split splitOf(std::string_view word) {
    const SplitName name = splitName(word);
    return name.rest.empty() ? name.split : Split::None;
}

}  // namespace isonet::training
