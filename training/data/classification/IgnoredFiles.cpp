#include "training/data/classification/IgnoredFiles.h"

#include <array>

namespace isonet::training {
namespace {

constexpr std::size_t mostNames = 8;

const char* reasonTitle(IgnoredFiles::Why why) {
    constexpr std::array<const char*, 9> reasonTitles{"hidden or left by a system",
                                                      "files that are not images",
                                                      "images outside of class folders",
                                                      "other folders",
                                                      "folders that cannot be read",
                                                      "images without a label",
                                                      "images of classes without training images",
                                                      "other lists",
                                                      "other tar files"};
    return reasonTitles.at(static_cast<std::size_t>(why));
}

}  // namespace

void IgnoredFiles::add(Why why, std::string_view name, std::int64_t count) {
    if (count > 0)
        all_[why][std::string(name)] += count;
}

void IgnoredFiles::addFile(std::string_view fileName) {
    const auto dot = fileName.rfind('.');
    add(Why::NotAnImage, dot == std::string_view::npos || dot == 0 ? fileName : fileName.substr(dot));
}

void IgnoredFiles::add(const IgnoredFiles& other) {
    for (const auto& [why, names] : other.all_)
        for (const auto& [name, count] : names)
            add(why, name, count);
}

std::int64_t IgnoredFiles::count() const {
    std::int64_t sum = 0;
    for (const auto& [why, names] : all_)
        for (const auto& [name, count] : names)
            sum += count;
    return sum;
}

std::vector<std::string> IgnoredFiles::lines() const {
    std::vector<std::string> lines;
    for (const auto& [why, names] : all_) {
        std::int64_t sum = 0;
        std::size_t shown = 0;
        std::string list;
        for (const auto& [name, count] : names) {
            sum += count;
            if (shown++ < mostNames)
                list += (list.empty() ? "" : ", ") + name + (count > 1 ? " " + std::to_string(count) : "");
        }
        if (names.size() > mostNames)
            list += ", and " + std::to_string(names.size() - mostNames) + " more";
        lines.push_back(std::string("Ignored, ") + reasonTitle(why) + ": " + std::to_string(sum) + " (" + list + ")");
    }
    return lines;
}

}  // namespace isonet::training
