#include "training/config/RunChanges.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "training/config/ConfigError.h"
#include "training/config/FieldValues.h"
#include "training/config/FileMarks.h"
#include "training/config/Override.h"

namespace isonet::config {
namespace {

class Reader {
public:
    explicit Reader(const std::string& source) : source_(source) {}

    std::vector<RunChange> read(const YAML::Node& root, const RunConfig& started) {
        const YAML::Node list = root.IsMap() ? root["changes"] : YAML::Node(YAML::NodeType::Undefined);
        if (!list.IsDefined() || !(list.IsSequence() || list.IsNull()))
            fail(root, "changes", "accepted: a list of changes, each with step and set");
        std::vector<RunChange> changes;
        for (const auto& entry : list) {
            RunChange change;
            change.now = changes.empty() ? started : changes.back().now;
            readEntry(entry, change);
            changes.push_back(std::move(change));
        }
        return changes;
    }

private:
    [[noreturn]] void fail(const YAML::Node& node, const std::string& key, const std::string& message) const {
        throw ConfigError({{key, message}}, {source_ + ":" + std::to_string(node.Mark().line + 1)});
    }

    void readEntry(const YAML::Node& entry, RunChange& change) const {
        const YAML::Node step = entry.IsMap() ? entry["step"] : YAML::Node(YAML::NodeType::Undefined);
        const YAML::Node set = entry.IsMap() ? entry["set"] : YAML::Node(YAML::NodeType::Undefined);
        if (!step.IsDefined() || !step.IsScalar() || !YAML::convert<std::int64_t>::decode(step, change.step) ||
            change.step < 0)
            fail(entry, "changes.step", "accepted: the step of the change, 0 or more");
        if (!set.IsDefined() || !set.IsMap())
            fail(entry, "changes.set", "accepted: a map of keys and values, such as {optimizer.learning_rate: 0.01}");
        for (const auto& pair : set) {
            const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : describe(pair.first);
            try {
                const Field field = fieldAt(change.now, key);
                for (const auto& refusal : assignValue(pair.second, field))
                    fail(pair.second, key, refusal.message);
            } catch (const ConfigError& error) {
                if (std::string(error.what()).starts_with(source_))
                    throw;
                fail(pair.first, error.problems().front().field, error.problems().front().message);
            }
        }
    }

    const std::string& source_;
};

}  // namespace

void RunHistory::add(std::int64_t step, const RunConfig& now) {
    for (auto& change : changes)
        change.step = std::min(change.step, step);
    if (inForce() != now)
        changes.push_back({step, now});
}

std::string changesYaml(const RunHistory& history) {
    std::string text = "changes:\n";
    const RunConfig* before = &history.started;
    for (const auto& change : history.changes) {
        std::string set;
        for (const auto& [key, value] : assignmentsBetween(*before, change.now))
            set += (set.empty() ? "" : ", ") + key + ": " + value;
        text += "  - step: " + std::to_string(change.step) + "\n    set: {" + set + "}\n";
        before = &change.now;
    }
    return withMarks(text);
}

std::vector<RunChange> parseChanges(std::string_view yaml, const std::string& source, const RunConfig& started) {
    requireWhole(yaml, source);
    try {
        return Reader(source).read(YAML::Load(std::string(yaml)), started);
    } catch (const YAML::Exception& error) {
        throw ConfigError({{"", "not valid YAML: " + error.msg}}, {source + ":" + std::to_string(error.mark.line + 1)});
    }
}

std::vector<ChangedKey> changedKeys(const RunHistory& history) {
    std::vector<ChangedKey> keys;
    const RunConfig* before = &history.started;
    for (const auto& change : history.changes) {
        for (auto& difference : differences(*before, change.now))
            keys.push_back({change.step, std::move(difference)});
        before = &change.now;
    }
    return keys;
}

}  // namespace isonet::config
