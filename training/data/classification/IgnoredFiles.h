// What reading a folder or tar files of images leaves out, counted and named, so that nothing is dropped silently.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace isonet::training {

class IgnoredFiles {
public:
    enum class Why {
        Leftover,
        NotAnImage,
        OutsideClasses,
        OtherFolder,
        Unreadable,
        Unlabeled,
        UnknownClass,
        OtherList,
        OtherTar
    };

    void add(Why why, std::string_view name, std::int64_t count = 1);
    // A file that is not an image, under its ending: ".txt".
    void addFile(std::string_view fileName);
    void add(const IgnoredFiles& other);
    std::int64_t count() const;
    // One line for each reason: "Ignored, hidden or left by a system: 4 (.DS_Store 3, __MACOSX)". At most eight
    // names in a line.
    std::vector<std::string> lines() const;

private:
    std::map<Why, std::map<std::string, std::int64_t>> all_;
};

}  // namespace isonet::training
