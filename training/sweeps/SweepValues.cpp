#include "training/sweeps/SweepValues.h"

#include "training/config/ConfigFields.h"
#include "training/config/YamlFields.h"

namespace isonet::sweeps {

int lineOf(const YAML::Node& node) {
    return node.Mark().is_null() ? 0 : node.Mark().line + 1;
}

bool SweepValues::isFirst(std::vector<std::string>& seen, const YAML::Node& node, const std::string& key,
                          const std::string& path) {
    const bool first = std::find(seen.begin(), seen.end(), key) == seen.end();
    if (!first)
        problems_.add(lineOf(node), path, "duplicate key; accepted: once");
    seen.push_back(key);
    return first;
}

std::string SweepValues::text(const YAML::Node& node, const std::string& path) {
    if (!node.IsScalar())
        problems_.add(lineOf(node), path, "accepted: text");
    return node.IsScalar() ? node.Scalar() : "";
}

std::vector<std::string> SweepValues::texts(const YAML::Node& node, const std::string& path) {
    std::vector<std::string> all;
    if (node.IsSequence())
        for (const auto& item : node)
            all.push_back(text(item, path));
    else
        all.push_back(text(node, path));
    return all;
}

double SweepValues::number(const YAML::Node& node, const std::string& path, double least, double most) {
    double value = least;
    if (!node.IsScalar() || !YAML::convert<double>::decode(node, value) || !(value >= least && value <= most)) {
        problems_.add(lineOf(node), path,
                      "accepted: a number from " + config::numberText(least) + " to " + config::numberText(most));
        return least;
    }
    return value;
}

std::string SweepValues::value(const YAML::Node& node, const std::string& path) {
    if (node.IsNull())
        return {};
    if (node.IsMap()) {  // such as an entry of model.blocks
        bool wellFormed = true;
        std::string map = config::itemText(node, true, wellFormed);
        if (!wellFormed)
            problems_.add(lineOf(node), path, "accepted: a map of keys and text or numbers");
        return map;
    }
    if (!node.IsSequence())
        return text(node, path);
    std::string list;
    for (const auto& item : node)
        list += (list.empty() ? "" : ", ") + (item.IsMap() ? value(item, path) : text(item, path));
    return "[" + list + "]";
}

Changes SweepValues::changes(const YAML::Node& node, const std::string& path) {
    Changes all;
    std::vector<std::string> seen;
    if (node.IsMap())
        for (const auto& entry : node) {
            const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
            const std::string full = path + "." + key;
            if (isFirst(seen, entry.first, key, full))
                all.push_back({key, value(entry.second, full), lineOf(entry.first)});
        }
    else if (!node.IsNull())
        problems_.add(lineOf(node), path, "accepted: a map of keys and values, such as {run.epochs: 5}");
    return all;
}

std::vector<PaperText> SweepValues::paper(const YAML::Node& node, const std::string& path) {
    std::vector<PaperText> all;
    if (node.IsSequence()) {
        for (const auto& item : node)
            for (auto& one : paper(item, path))
                all.push_back(std::move(one));
        return all;
    }
    PaperText one;
    if (node.IsMap())
        for (const auto& entry : node)
            one.emplace_back(text(entry.first, path), text(entry.second, path));
    else
        one.emplace_back("", text(node, path));
    all.push_back(std::move(one));
    return all;
}

}  // namespace isonet::sweeps
