#include "training/data/classification/DatasetPlaces.h"

#include <algorithm>
#include <system_error>

#include "model/base/DataError.h"

namespace isonet::training {

namespace fs = std::filesystem;

std::string plainName(const std::string& name) {
    std::string plain;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
            plain += static_cast<char>(c - 'A' + 'a');
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain += c;
    }
    return plain;
}

fs::path rootOf(const config::DatasetInfo& info, const config::DataConfig& config) {
    return config.root.empty() ? info.defaultRoot : config.root;
}

std::vector<fs::path> placesBelow(const fs::path& root, const std::vector<std::string>& names) {
    std::vector<fs::path> places;
    std::error_code error;
    for (fs::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
        const std::string plain = plainName(entry->path().filename().string());
        const bool wanted =
            std::any_of(names.begin(), names.end(), [&](const std::string& name) { return plainName(name) == plain; });
        std::error_code unreadable;
        if (wanted && entry->is_directory(unreadable))
            places.push_back(entry->path());
    }
    std::sort(places.begin(), places.end());
    places.insert(places.begin(), root);
    return places;
}

std::string remedyFor(const config::DatasetInfo& info) {
    return "To get " + info.title + ": " + info.remedy + ".";
}

DatasetStatus fixedSizeStatus(const config::DatasetInfo& info, const config::DataConfig& config,
                              const std::function<void(DatasetStatus&)>& find) {
    DatasetStatus status;
    status.info = info;
    status.where = rootOf(info, config).string();
    try {
        find(status);
        status.found = status.present = true;
        status.classes = info.classes;
        status.message = std::to_string(status.trainImages) + " training and " +
                         std::to_string(status.validationImages) + " test images, " + std::to_string(info.width) + "x" +
                         std::to_string(info.height) + (info.channels == 1 ? ", gray, " : ", color, ") +
                         std::to_string(info.classes) + " classes";
    } catch (const DataError& error) {
        status.message = error.what();
    }
    return status;
}

}  // namespace isonet::training
