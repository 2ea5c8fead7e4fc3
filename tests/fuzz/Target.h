// A reader under test: how to make valid inputs for it and how to read one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace isonet::fuzz {

using Bytes = std::vector<std::uint8_t>;

struct Target {
    std::string name;
    // Valid inputs, written by the project's own writers. The reader has to accept them.
    std::function<std::vector<Bytes>()> samples;
    // Reads the file. Throws what the reader promises for bad input; every other exception is a fault of the reader.
    std::function<void(const std::filesystem::path& file)> read;
    // Optional: makes checksums right again, or packs the bytes, so that changes get past these checks. Applied to half
    // of the changed inputs, or to all if `alwaysSealed` (then also to the samples).
    std::function<void(Bytes& input)> seal = nullptr;
    bool alwaysSealed = false;
    std::vector<std::string> words = {};  // of the format, to insert
};

const std::vector<Target>& targets();

Bytes bytesOf(const std::string& text);
Bytes contentOf(const std::filesystem::path& file);

std::filesystem::path scratchFolder(int process);
// A file or folder that does not exist yet, in this process's scratch folder.
std::filesystem::path scratchPath(const std::string& ending = {});

std::vector<Target> weightTargets();
std::vector<Target> imageTargets();
std::vector<Target> archiveTargets();
std::vector<Target> textTargets();
std::vector<Target> cocoTargets();
std::vector<Target> runTargets();

}  // namespace isonet::fuzz
