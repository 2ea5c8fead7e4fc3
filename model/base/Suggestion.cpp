#include "model/base/Suggestion.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace isonet::base {

int editDistance(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    const size_t columns = right.size() + 1;
    std::vector<int> beforeLast(columns), last(columns), current(columns);
    for (size_t j = 0; j < columns; ++j)
        last[j] = static_cast<int>(j);
    for (size_t i = 1; i <= left.size(); ++i) {
        current[0] = static_cast<int>(i);
        for (size_t j = 1; j < columns; ++j) {
            const bool same = lower(left[i - 1]) == lower(right[j - 1]);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(left[i - 1]) == lower(right[j - 2]) &&
                lower(left[i - 2]) == lower(right[j - 1]))
                current[j] = std::min(current[j], beforeLast[j - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, current);
    }
    return last[right.size()];
}

std::string didYouMean(std::string_view word, std::span<const std::string_view> candidates) {
    const int limit = std::min(std::max(2, static_cast<int>(word.size()) / 3), static_cast<int>(word.size()) - 1);
    int best = limit + 1;
    std::string_view nearest;
    for (const auto candidate : candidates) {
        // The distance is at least the difference of the lengths: a word of a damaged file may have a million letters.
        const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
        if (longer - shorter >= static_cast<size_t>(best))
            continue;
        const int distance = editDistance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest.empty() ? std::string() : "; did you mean '" + std::string(nearest) + "'?";
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (const auto word : words)
        text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

}  // namespace isonet::base
