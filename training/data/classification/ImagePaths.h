// Finds the images that a list names.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace isonet::training {

// Remembers which of its folders and endings named the last image, so that most images take one access to the disk.
class ImagePaths {
public:
    // Paths may be relative to any of `folders`.
    ImagePaths(std::filesystem::path root, std::vector<std::filesystem::path> folders);
    // The name of the image relative to the root, or its absolute path outside; empty if there is no such file.
    std::string find(const std::string& written);
    // Of one that find() does not find: "does not exist (looked for in ...)", "cannot be read: Permission denied".
    std::string whyNot(const std::string& written) const;

private:
    std::string nameAt(std::size_t folder, std::size_t ending, const std::string& path) const;
    const std::filesystem::path root_;
    const std::vector<std::filesystem::path> folders_;
    std::vector<std::string> prefixes_;  // of names, by folder
    std::size_t folder_ = 0, ending_ = 0;
};

}  // namespace isonet::training
