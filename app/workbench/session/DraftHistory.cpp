#include "app/workbench/session/DraftHistory.h"

#include <algorithm>
#include <iterator>

#include "training/config/RunConfigYaml.h"

namespace isonet::workbench {

namespace {

constexpr std::size_t maxSteps = 200;
constexpr qint64 mergeInterval = 1000;  // ms

std::set<std::string> changedKeys(const config::RunConfig& from, const config::RunConfig& to) {
    const auto sorted = [](const config::RunConfig& config) {
        auto pairs = config::flatten(config);
        std::ranges::sort(pairs);
        return pairs;
    };
    const auto before = sorted(from), after = sorted(to);
    std::vector<std::pair<std::string, std::string>> different;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(different));
    std::set<std::string> keys;
    for (const auto& [key, value] : different)
        keys.insert(key);
    return keys;
}

}  // namespace

bool DraftHistory::merges(const std::set<std::string>& keys) const {
    return keys == lastKeys_ && sinceEdit_.isValid() && sinceEdit_.elapsed() < mergeInterval;
}

void DraftHistory::record(const config::RunConfig& config) {
    if (steps_.empty()) {
        steps_.push_back(config);
        return;
    }
    if (steps_[at_] == config)
        return;
    auto keys = changedKeys(steps_[at_], config);
    const bool merged = merges(keys);
    lastKeys_ = std::move(keys);
    sinceEdit_.start();
    steps_.resize(merged ? at_ : at_ + 1);
    if (merged && steps_.back() == config) {  // back to where the edit began
        sinceEdit_.invalidate();
    } else {
        steps_.push_back(config);
    }
    if (steps_.size() > maxSteps)
        steps_.erase(steps_.begin());
    at_ = steps_.size() - 1;
}

const config::RunConfig& DraftHistory::undo() {
    sinceEdit_.invalidate();
    return steps_[--at_];
}

const config::RunConfig& DraftHistory::redo() {
    sinceEdit_.invalidate();
    return steps_[++at_];
}

}  // namespace isonet::workbench
