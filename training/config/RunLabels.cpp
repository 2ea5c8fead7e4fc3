#include "training/config/RunLabels.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

namespace isonet::config {
namespace {

constexpr std::size_t mostLabelSettings = 4, usualLabelSettings = 2, longestLabelValue = 28;

// In the order of a label; where several settings tell the same runs apart, the first one does.
struct KnownSetting {
    std::string_view key, title;
};
constexpr std::array knownSettings{KnownSetting{"penalty.coefficient", "gamma"}, KnownSetting{"model.depth", "depth"},
                                   KnownSetting{"optimizer.learning_rate", "rate"},
                                   KnownSetting{"run.batch_size", "batch"}, KnownSetting{"run.epochs", "epochs"}};
constexpr std::string_view seedKey = "run.seed";

struct DifferingSetting {
    std::string_view key;
    std::vector<std::string_view> values;  // by run; empty: it does not have it
    std::size_t rank = 0;
};

// Settings whose values differ among the runs that have settings.
std::vector<DifferingSetting> differingSettings(const std::vector<LabeledRun>& runs) {
    std::vector<DifferingSetting> all;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t run = 0; run < runs.size(); ++run)
        for (const auto& [key, value] : runs[run].settings) {
            const auto [place, isNew] = places.try_emplace(key, all.size());
            if (isNew)
                all.push_back({key, std::vector<std::string_view>(runs.size()), labelRank(key)});
            all[place->second].values[run] = value;
        }
    std::erase_if(all, [&](const DifferingSetting& setting) {
        if (isIncidentalSetting(setting.key))
            return true;
        const std::string_view* first = nullptr;
        for (std::size_t run = 0; run < runs.size(); ++run) {
            if (runs[run].settings.empty())
                continue;
            if (first && *first != setting.values[run])
                return false;
            first = &setting.values[run];
        }
        return true;
    });
    return all;
}

// The class of each run after a setting has split each of them; `count`: how many there are.
std::vector<int> splitClasses(const std::vector<int>& classes, const DifferingSetting& setting, int& count) {
    std::map<std::pair<int, std::string_view>, int> ids;
    std::vector<int> finer;
    finer.reserve(classes.size());
    for (std::size_t run = 0; run < classes.size(); ++run)
        finer.push_back(ids.try_emplace({classes[run], setting.values[run]}, int(ids.size())).first->second);
    count = int(ids.size());
    return finer;
}

// The fewest settings that tell apart as many runs as possible: each time the one that tells most apart.
std::vector<const DifferingSetting*> tellingSettings(const std::vector<DifferingSetting>& settings, std::size_t runs) {
    std::vector<const DifferingSetting*> chosen;
    std::vector<int> classes(runs, 0);
    int count = 1;
    while (chosen.size() < mostLabelSettings) {
        const DifferingSetting* best = nullptr;
        std::vector<int> bestClasses;
        int bestCount = count;
        for (const auto& setting : settings) {
            int here = 0;
            auto finer = splitClasses(classes, setting, here);
            if (here > bestCount || (best && here == bestCount && setting.rank < best->rank))
                best = &setting, bestCount = here, bestClasses = std::move(finer);
        }
        if (!best)
            break;
        chosen.push_back(best);
        classes = std::move(bestClasses);
        count = bestCount;
    }
    // What a reader expects to see, even if it follows from the others.
    for (const auto& known : knownSettings)
        for (const auto& setting : settings)
            if (chosen.size() < usualLabelSettings && setting.key == known.key &&
                std::ranges::find(chosen, &setting) == chosen.end())
                chosen.push_back(&setting);
    std::ranges::stable_sort(chosen, [&](const DifferingSetting* a, const DifferingSetting* b) {
        return a->rank != b->rank ? a->rank < b->rank : a < b;
    });
    return chosen;
}

// "batch size" of "run.batch_size"; with the section where two titles would be equal.
std::string labelTitle(std::string_view key, bool whole) {
    const auto* known = std::ranges::find(knownSettings, key, &KnownSetting::key);
    if (known != knownSettings.end())
        return std::string(known->title);
    std::string title(whole ? key : key.substr(key.rfind('.') + 1));
    std::ranges::replace(title, '_', ' ');
    return title;
}

std::string labelValue(std::string_view value) {
    if (value.empty())
        return "\u2013";
    if (value.size() <= longestLabelValue)
        return std::string(value);
    // At whole characters of UTF-8.
    std::size_t end = longestLabelValue - 1;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80)
        --end;
    return std::string(value.substr(0, end)) + "\u2026";
}

// What is appended to equal labels: short names, or whole names, or numbers.
void tellApart(std::vector<std::string>& labels, const std::vector<LabeledRun>& runs) {
    std::map<std::string, std::vector<std::size_t>> equal;
    for (std::size_t run = 0; run < labels.size(); ++run)
        equal[labels[run]].push_back(run);
    for (const auto& [label, members] : equal) {
        if (members.size() == 1)
            continue;
        std::set<std::string_view> shortNames;
        for (const std::size_t run : members)
            shortNames.insert(runs[run].shortName);
        const bool enough = shortNames.size() == members.size();
        for (const std::size_t run : members) {
            const std::string& name = enough ? runs[run].shortName : runs[run].name;
            labels[run] = label.empty() || label == runs[run].shortName ? name : label + ", " + name;
        }
    }
    std::set<std::string> taken;
    for (auto& label : labels) {
        const std::string start = label;
        for (int copy = 2; !taken.insert(label).second; ++copy)
            label = start + " (" + std::to_string(copy) + ")";
    }
}

}  // namespace

std::size_t labelRank(std::string_view key) {
    const auto* known = std::ranges::find(knownSettings, key, &KnownSetting::key);
    const auto rank = std::size_t(known - knownSettings.begin());
    return key == seedKey ? rank + 1 : rank;  // seeds tell apart what nothing else does
}

bool isIncidentalSetting(std::string_view key) {
    return key == "run.name" || key == "data.root" || key == "data.workers";
}

std::vector<std::string> runLabels(const std::vector<LabeledRun>& runs) {
    const auto settings = differingSettings(runs);
    const auto chosen = tellingSettings(settings, runs.size());
    std::map<std::string, int> titles;
    for (const auto* setting : chosen)
        ++titles[labelTitle(setting->key, false)];
    std::vector<std::string> labels;
    labels.reserve(runs.size());
    for (std::size_t run = 0; run < runs.size(); ++run) {
        std::string label;
        if (!runs[run].settings.empty())
            for (const auto* setting : chosen) {
                const bool whole = titles[labelTitle(setting->key, false)] > 1;
                label += (label.empty() ? "" : ", ") + labelTitle(setting->key, whole) + ' ' +
                         labelValue(setting->values[run]);
            }
        labels.push_back(label.empty() ? runs[run].shortName : label);
    }
    tellApart(labels, runs);
    return labels;
}

}  // namespace isonet::config
