// Every key of a configuration in file order, with its reader and writer. Parsing, writing, `--set` and comparisons of
// runs all use this list.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/base/NumberText.h"
#include "training/config/PublishedConfig.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

// Refers to a member of the configuration it was made from, which must outlive it.
struct Field {
    std::string section, key;
    std::string accepted;                   // for messages: "an integer", "small, imagenet"
    std::vector<std::string_view> choices;  // if only certain words are accepted
    bool list = false;
    bool mayBeEmpty = false;
    // Stores the value (a single text or the items of a list). Returns false and stores nothing if it is not accepted.
    std::function<bool(std::span<const std::string> items)> assign;
    bool maps = false;  // a list of maps; an item is a map as YAML text, "{layers: s4, activation: relu}"
    // Optional: a specific message for items that are not accepted.
    std::function<std::string(std::span<const std::string> items)> refusal;
    std::function<std::string()> text;  // the current value, in the format of flatten() and --set
    std::function<std::string()> yaml;  // the same, quoted if YAML requires it

    std::string path() const { return section.empty() ? key : section + "." + key; }
};

std::vector<Field> fieldsOf(RunConfig& config);
std::vector<Field> fieldsOf(PublishedConfig& config);

using base::numberText;

// A scalar as YAML: plain if that reads back as the same text, else double-quoted.
std::string quoted(const std::string& text);

}  // namespace isonet::config
