#include "training/config/FileMarks.h"

#include <yaml-cpp/yaml.h>

#include "training/config/ConfigError.h"
#include "training/config/FieldFormats.h"

namespace isonet::config {
namespace {

constexpr std::string_view versionKey = "version", endKey = "end", endLine = "end: true";

// The line without comment and white space at its end.
std::string_view bare(std::string_view line) {
    line = line.substr(0, line.find(" #"));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
        line.remove_suffix(1);
    return line;
}

struct Found {
    bool version = false, end = false;
};

Found inLines(std::string_view text) {
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (text.starts_with(byteOrderMark))
        text.remove_prefix(byteOrderMark.size());
    Found found;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        found.version |= line.starts_with(versionKey) && line.substr(versionKey.size()).starts_with(':');
        found.end |= bare(line) == endLine;
    }
    return found;
}

// As a program may have written them: in another order, quoted, or on one line.
Found inDocument(std::string_view text) {
    Found found;
    if (text.find(versionKey) == std::string_view::npos)
        return found;
    try {
        const YAML::Node root = YAML::Load(std::string(text));
        if (!root.IsMap())
            return found;
        const YAML::Node end = root[std::string(endKey)];
        found.version = root[std::string(versionKey)].IsDefined();
        found.end = end.IsDefined() && end.IsScalar() && end.as<bool>(false);
    } catch (const YAML::Exception&) {
        // The reader reports it.
    }
    return found;
}

}  // namespace

bool hasVersion(std::string_view yaml) {
    return inLines(yaml).version || inDocument(yaml).version;
}

std::string withMarks(const std::string& content) {
    return std::string(versionKey) + ": " + std::to_string(schemaVersion) + "\n\n" + content + "\n" +
           std::string(endLine) + "\n";
}

void requireWhole(std::string_view yaml, const std::string& source) {
    const Found lines = inLines(yaml);
    if (lines.end)
        return;
    const Found document = inDocument(yaml);
    if ((lines.version || document.version) && !document.end)
        throw ConfigError(
            {{"", "the file is truncated: it has a version, but not its last line, " + std::string(endLine) +
                      ". Restore the whole file; if nothing is missing, add that line"}},
            {source});
}

std::vector<Field> fieldsOf(FileMarks& marks) {
    Field end = makeField("", std::string(endKey), marks.end);
    end.accepted = "true, in the last line";
    end.assign = [&marks](std::span<const std::string> items) {
        bool value = false;
        if (items.size() != 1 || !Format<bool>::parse(items.front(), value) || !value)
            return false;
        marks.end = true;
        return true;
    };
    Field version = makeField("", std::string(versionKey), marks.version);
    version.accepted = "a whole number of 1 or more";
    version.assign = [&marks](std::span<const std::string> items) {
        int value = 0;
        if (items.size() != 1 || !parseNumber(items.front(), value) || value < 1)
            return false;
        marks.version = value;
        return true;
    };
    return {version, end};
}

}  // namespace isonet::config
