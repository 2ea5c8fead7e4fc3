#include "training/data/images/ImageNames.h"

#include <algorithm>
#include <string_view>
#include <system_error>

#include "model/base/AtomicFile.h"
#include "model/base/DataError.h"

namespace isonet::training {
namespace {

constexpr std::size_t longestList = std::size_t{1} << 30;

std::string escapedName(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (c == '\\')
            text += "\\\\";
        else if (c == '\n')
            text += "\\n";
        else if (c == '\r')
            text += "\\r";
        else
            text += c;
    }
    return text;
}

std::string plainName(std::string_view line, const std::filesystem::path& file, std::size_t number) {
    std::string name;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\') {
            name += line[i];
            continue;
        }
        const char next = ++i < line.size() ? line[i] : '\0';
        if (next != '\\' && next != 'n' && next != 'r')
            throw DataError(file.string() + ", line " + std::to_string(number) +
                            ": a backslash stands alone; accepted: \\\\ for a backslash, \\n and \\r for line breaks "
                            "in a name.");
        name += next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
    }
    return name;
}

}  // namespace

std::string imageName(const Dataset& dataset, std::int64_t index, const std::string& part,
                      const std::filesystem::path& root) {
    const std::filesystem::path file = dataset.file(index);
    if (file.empty())
        return part + ":" + std::to_string(dataset.number(index));
    if (root.empty())
        return file.string();
    const std::filesystem::path below = file.lexically_relative(root);
    return below.empty() || *below.begin() == ".." ? file.string() : below.string();
}

void writeImageNames(const std::filesystem::path& file, std::span<const std::string> names) {
    std::string text;
    for (const std::string& name : names)
        text += escapedName(name) + '\n';
    base::replaceFile(file, text);
}

std::vector<std::string> readImageNames(const std::filesystem::path& file) {
    std::string text;
    try {
        text = base::readFile(file, longestList);
    } catch (const std::system_error& error) {
        throw DataError(error.what());
    }
    std::vector<std::string> names;
    std::string_view rest = text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty())
            names.push_back(plainName(line, file, number));
    }
    return names;
}

}  // namespace isonet::training
