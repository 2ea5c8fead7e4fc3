// The files of one dataset by name, in a folder or in a packed archive of that folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace isonet::training {

class DatasetFiles {
public:
    // `names`: the files, without folders. `remedy` ends the messages of errors. `skipFrom`: an archive is read no
    // further than this file once all of `names` but the last `optional` ones are found; empty: to its end.
    DatasetFiles(std::filesystem::path place, std::vector<std::string> names, std::string remedy,
                 std::string skipFrom = {}, std::size_t optional = 0);

    const std::filesystem::path& place() const { return place_; }
    std::string pathOf(const std::string& name) const { return (place_ / name).string(); }  // for messages

    // "is missing", "cannot be read: ..." or "is not a file": of one that sizes() and contents() do not have.
    std::string whyAbsent(const std::string& name) const;

    // Those that exist; the others are absent from the map. Throws DataError: cannot be read, truncated, corrupt.
    std::map<std::string, std::uint64_t> sizes() const;
    std::map<std::string, std::vector<std::uint8_t>> contents() const;

    // The result of `count` (training and test images), kept until one of the files or the archive changes.
    // Thread-safe.
    std::pair<std::int64_t, std::int64_t> counts(
        const std::string& dataset, const std::function<std::pair<std::int64_t, std::int64_t>()>& count) const;

private:
    bool isFolder() const;
    void readPacked(const std::function<std::vector<std::uint8_t>*(const std::string&, std::uint64_t)>& wanted) const;
    std::string stamp() const;  // sizes and times of the files

    std::filesystem::path place_;
    std::vector<std::string> names_;
    std::string remedy_, skipFrom_;
    std::size_t optional_;
};

// A whole file. Throws DataError.
std::vector<std::uint8_t> readWholeFile(const std::filesystem::path& file, const std::string& remedy);

}  // namespace isonet::training
