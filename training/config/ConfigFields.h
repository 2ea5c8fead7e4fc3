// Every key of a configuration in file order, with one way to read and to write it. Parsing, writing, `--set` and
// differences between runs all walk this one list, so a key cannot be known to one and unknown to another.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "training/config/PublishedConfig.h"
#include "training/config/RunConfig.h"

namespace isonet::config {

// Refers to a member of the configuration it was made from, which must outlive it.
struct Field {
    std::string section, key;
    std::string accepted;                   // for messages: "an integer", "small, imagenet"
    std::vector<std::string_view> choices;  // where only certain words are accepted
    bool list = false;
    bool mayBeEmpty = false;
    // Stores the value (one text, or a list's items); false, and nothing stored, when it is not one that is accepted.
    std::function<bool(std::span<const std::string> items)> assign;
    bool maps = false;  // a list of maps: an item is one's text in YAML, "{layers: s4, activation: relu}"
    // Where more can be said of refused items than what is accepted.
    std::function<std::string(std::span<const std::string> items)> refusal;
    std::function<std::string()> text;  // the present value, as flatten() and --set have it
    std::function<std::string()> yaml;  // the same, quoted where YAML needs it

    std::string path() const { return section.empty() ? key : section + "." + key; }
};

std::vector<Field> fieldsOf(RunConfig& config);
std::vector<Field> fieldsOf(PublishedConfig& config);

// Shortest text that reads back as the same number: "0.02", "1e-4".
std::string numberText(double value);
// A scalar as YAML: plain where that reads back as the same text, double-quoted otherwise.
std::string quoted(const std::string& text);

}  // namespace isonet::config
