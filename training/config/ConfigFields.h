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

// What is wrong with a value. For a list of maps: the index of the entry, else -1; for a map: its key, if it is about
// one.
struct Refusal {
    std::string message;
    int entry = -1;
    std::string key = {};
};

// Refers to a member of the configuration it was made from, which must outlive it.
struct Field {
    std::string section, key;
    std::string accepted;                   // for messages: "an integer", "small, imagenet"
    std::vector<std::string_view> choices;  // if only certain words are accepted
    bool list = false;
    bool single = false;   // of a list: a value without brackets is a list of one
    bool maps = false;     // a map, or a list of maps; given to assign() as YAML text, "{layers: s4, activation: relu}"
    bool integer = false;  // one integer
    bool mayBeEmpty = false;
    bool alias = false;  // another name of a key, which is read but not written
    // Stores the value (a single text or the items of a list). Returns false and stores nothing if it is not accepted.
    std::function<bool(std::span<const std::string> items)> assign;
    // Optional: specific messages for items that are not accepted.
    std::function<std::vector<Refusal>(std::span<const std::string> items)> refusals;
    std::function<std::string()> text;  // the current value, in the format of flatten() and --set
    std::function<std::string()> yaml;  // the same, quoted if YAML requires it
    // Optional: whether the key is left out of files and of flatten(), because it adds no information.
    std::function<bool()> omitted;
    std::function<std::vector<std::string>()> lines;  // optional: the items of a list that has one line each in files
    std::function<std::vector<Field>()> parts;        // optional: the keys of a map, which flatten() lists

    std::string path() const { return section.empty() ? key : section + "." + key; }
};

std::vector<Field> fieldsOf(RunConfig& config);
std::vector<Field> fieldsOf(PublishedConfig& config);

using base::numberText;

// A scalar as YAML: plain if that reads back as the same text, else double-quoted.
std::string quoted(const std::string& text);

}  // namespace isonet::config
