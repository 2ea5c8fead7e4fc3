#include "widgets/series/LayerOrder.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "model/spec/NetworkPlan.h"

namespace isonet::widgets {
namespace {

bool isDigit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

int regionOf(std::string_view name) {
    if (const int stage = stageOfLayer(name); stage >= 0)
        return stage;
    return name.starts_with("head") ? 5 : 6;
}

// "b10" after "b2": digits compare as numbers; "proj" before any branch.
int compareNaturally(std::string_view a, std::string_view b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (isDigit(a[i]) && isDigit(b[j])) {
            std::size_t x = i, y = j;
            while (x < a.size() && isDigit(a[x]))
                ++x;
            while (y < b.size() && isDigit(b[y]))
                ++y;
            auto first = a.substr(i, x - i), second = b.substr(j, y - j);
            first.remove_prefix(std::min(first.find_first_not_of('0'), first.size()));
            second.remove_prefix(std::min(second.find_first_not_of('0'), second.size()));
            if (first.size() != second.size())
                return first.size() < second.size() ? -1 : 1;
            if (const int order = first.compare(second))
                return order;
            i = x, j = y;
            continue;
        }
        const bool projectionA = a.substr(i).starts_with("proj"), projectionB = b.substr(j).starts_with("proj");
        if (projectionA != projectionB)
            return projectionA ? -1 : 1;
        if (a[i] != b[j])
            return a[i] < b[j] ? -1 : 1;
        ++i, ++j;
    }
    return static_cast<int>(a.size() - i) - static_cast<int>(b.size() - j);
}

}  // namespace

int stageOfLayer(std::string_view name) {
    if (name == "stem" || name.starts_with("stem."))
        return 0;
    const std::string_view word = name.starts_with("stage") ? "stage" : "s";
    if (!name.starts_with(word) || name.size() <= word.size())
        return -1;
    const char digit = name[word.size()];
    const bool ends = name.size() == word.size() + 1 || name[word.size() + 1] == '.';
    return digit >= '1' && digit <= '4' && ends ? digit - '0' : -1;
}

bool isEarlierLayer(std::string_view a, std::string_view b) {
    const int regionA = regionOf(a), regionB = regionOf(b);
    return regionA != regionB ? regionA < regionB : compareNaturally(a, b) < 0;
}

std::map<std::string, int> layerPositions(const config::RunConfig& config) {
    std::map<std::string, int> positions;
    const auto network = config::networkSpec(config);
    if (!spec::validate(network).empty())
        return positions;
    spec::PenaltySpec noExclusions = config.penalty;
    noExclusions.exclude.clear();
    const auto plan = spec::plan(network, noExclusions);
    int next = 0;
    for (const auto& convolution : plan.convolutions)
        positions.emplace(convolution.name, next++);
    next = 0;
    for (const auto& activation : plan.activations)
        positions.emplace(activation.name, next++);
    return positions;
}

void sortLayers(std::vector<std::string>& names, const std::map<std::string, int>& positions) {
    const auto positionOf = [&](const std::string& name) -> std::optional<int> {
        const auto found = positions.find(name);
        return found == positions.end() ? std::nullopt : std::optional(found->second);
    };
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const auto first = positionOf(a), second = positionOf(b);
        if (first && second)
            return *first < *second;
        if (first.has_value() != second.has_value())
            return first.has_value();
        return isEarlierLayer(a, b);
    });
}

}  // namespace isonet::widgets
