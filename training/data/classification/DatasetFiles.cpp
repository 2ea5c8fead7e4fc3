#include "training/data/classification/DatasetFiles.h"

#include <algorithm>
#include <fstream>
#include <mutex>
#include <set>
#include <system_error>

#include "model/base/DataError.h"
#include "model/base/NotFound.h"
#include "model/base/RegularFile.h"
#include "training/data/images/Archive.h"

namespace isonet::training {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t mostOthers = 100;  // files of an archive before the first wanted one
}

DatasetFiles::DatasetFiles(fs::path place, std::vector<std::string> names, std::string remedy, std::string skipFrom,
                           std::size_t optional)
    : place_(std::move(place)),
      names_(std::move(names)),
      remedy_(std::move(remedy)),
      skipFrom_(std::move(skipFrom)),
      optional_(optional) {}

std::string DatasetFiles::whyAbsent(const std::string& name) const {
    const std::string why = base::whyNotFound(place_ / name);
    return why.empty() ? "is not a file" : why;
}

bool DatasetFiles::isFolder() const {
    std::error_code error;
    return fs::is_directory(place_, error);
}

void DatasetFiles::readPacked(
    const std::function<std::vector<std::uint8_t>*(const std::string&, std::uint64_t)>& wanted) const {
    std::set<std::string> needed(names_.begin(), names_.end() - static_cast<std::ptrdiff_t>(optional_));
    const std::size_t all = needed.size();
    std::size_t entries = 0;
    const auto nameOf = [](const ArchiveEntry& entry) { return fs::path(entry.path).filename().string(); };
    readArchive(
        place_, remedy_,
        [&](const ArchiveEntry& entry) -> std::vector<std::uint8_t>* {
            const std::string name = nameOf(entry);
            needed.erase(name);
            return std::find(names_.begin(), names_.end(), name) != names_.end() ? wanted(name, entry.size) : nullptr;
        },
        [&](const ArchiveEntry& entry) {
            // An archive of thousands of images is not one of these datasets.
            return (++entries > mostOthers && needed.size() == all) ||
                   (needed.empty() && !skipFrom_.empty() && nameOf(entry) == skipFrom_);
        });
}

std::map<std::string, std::uint64_t> DatasetFiles::sizes() const {
    std::map<std::string, std::uint64_t> sizes;
    if (!isFolder()) {
        readPacked([&](const std::string& name, std::uint64_t size) -> std::vector<std::uint8_t>* {
            sizes[name] = size;
            return nullptr;
        });
        return sizes;
    }
    for (const std::string& name : names_) {
        std::error_code error;
        if (const auto size = fs::file_size(place_ / name, error); !error)
            sizes[name] = size;
    }
    return sizes;
}

std::map<std::string, std::vector<std::uint8_t>> DatasetFiles::contents() const {
    std::map<std::string, std::vector<std::uint8_t>> contents;
    if (!isFolder()) {
        readPacked([&](const std::string& name, std::uint64_t) { return &contents[name]; });
        return contents;
    }
    for (const std::string& name : names_) {
        std::error_code error;
        if (fs::exists(place_ / name, error))
            contents[name] = readWholeFile(place_ / name, remedy_);
    }
    return contents;
}

std::string DatasetFiles::stamp() const {
    std::vector<fs::path> files{place_};
    if (isFolder())
        for (const std::string& name : names_)
            files.push_back(place_ / name);
    std::string stamp;
    for (const fs::path& file : files) {
        std::error_code error;
        const auto time = fs::last_write_time(file, error).time_since_epoch().count();
        stamp += file.string() + '\0' + std::to_string(error ? 0 : time) + ' ';
        const auto size = fs::file_size(file, error);
        stamp += std::to_string(error ? 0 : size) + '\0';
    }
    return stamp;
}

std::pair<std::int64_t, std::int64_t> DatasetFiles::counts(
    const std::string& dataset, const std::function<std::pair<std::int64_t, std::int64_t>()>& count) const {
    static std::mutex mutex;
    static std::map<std::string, std::pair<std::int64_t, std::int64_t>> known;
    const std::string key = dataset + '\0' + stamp();
    const std::lock_guard lock(mutex);
    const auto found = known.find(key);
    return found != known.end() ? found->second : known.emplace(key, count()).first->second;
}

std::vector<std::uint8_t> readWholeFile(const fs::path& file, const std::string& remedy) {
    std::error_code error;
    if (const std::string why = base::whyUnreadable(file); !why.empty())
        throw DataError(file.string() + " cannot be read: " + why + ". " + remedy);
    std::ifstream stream(file, std::ios::binary);
    std::vector<std::uint8_t> bytes(stream ? fs::file_size(file, error) : 0);
    if (!stream || error)
        throw DataError(file.string() + " cannot be read. " + remedy);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::size_t>(stream.gcount()) != bytes.size())
        throw DataError(file.string() + " is truncated. " + remedy);
    return bytes;
}

}  // namespace isonet::training
