// First and last line of the YAML files of a run: "version: 2" and "end: true". A file that has a version but no end is
// truncated. Files of earlier versions have neither, and a file that a user writes needs neither.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "training/config/ConfigFields.h"

namespace isonet::config {

// Of the keys and values that this program reads. Raise it with every key or value that earlier programs refuse.
inline constexpr int schemaVersion = 2;

// `content` between the two lines.
std::string withMarks(const std::string& content);

// Whether a program that marks its files has written the text.
bool hasVersion(std::string_view yaml);

// Throws ConfigError naming `source` if the text has a version but no end, even if the rest is not valid YAML.
void requireWhole(std::string_view yaml, const std::string& source);

// The two as top-level keys, for YamlFields::read().
struct FileMarks {
    int version = schemaVersion;
    bool end = true;
};
std::vector<Field> fieldsOf(FileMarks& marks);

}  // namespace isonet::config
