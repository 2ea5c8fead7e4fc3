#include "training/report/LayerOrder.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "model/spec/NetworkPlan.h"

namespace isonet::report {
namespace {

std::map<std::string, std::size_t> placesIn(const config::RunConfig& config) {
    std::map<std::string, std::size_t> places;
    const auto network = config::networkSpec(config);
    if (!spec::validate(network).empty())
        return places;
    // By stage: convolutions and activations have separate lists, which are never shown together.
    const auto plan = spec::plan(network);
    for (const auto& convolution : plan.convolutions)
        places.emplace(convolution.name, places.size());
    for (const auto& activation : plan.activations)
        places.emplace(activation.name, places.size());
    return places;
}

bool isDigit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// A text that sorts by numbers' values: each number gets its count of digits in front; the stem comes first.
std::string sortKey(const std::string& name) {
    std::string key = name.starts_with("stem") ? "0" : name.starts_with("s") ? "1" : "2";
    for (std::size_t i = 0; i < name.size();) {
        std::size_t end = i;
        while (end < name.size() && isDigit(name[end]))
            ++end;
        if (end == i) {
            key += name[i++];
            continue;
        }
        key += static_cast<char>('0' + std::min<std::size_t>(end - i, 70));
        key += name.substr(i, end - i);
        i = end;
    }
    return key;
}

}  // namespace

void sortLayers(std::vector<std::string>& names, const config::RunConfig* config) {
    const auto places = config ? placesIn(*config) : std::map<std::string, std::size_t>();
    const auto placeOf = [&](const std::string& name) {
        const auto found = places.find(name);
        return found == places.end() ? places.size() : found->second;
    };
    std::stable_sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        const std::size_t first = placeOf(a), second = placeOf(b);
        return first != second ? first < second : first == places.size() && sortKey(a) < sortKey(b);
    });
}

}  // namespace isonet::report
