#include "training/data/catalogue/SuitableSettings.h"

#include <algorithm>

namespace isonet::training {

SuitableSettings suitableSettings(const DatasetStatus& status) {
    constexpr int leastSize = 32;
    const config::DatasetInfo& info = status.info;
    SuitableSettings settings;
    settings.dataset = info.name;
    settings.root = status.where == info.defaultRoot ? std::string() : status.where;
    settings.classes = static_cast<int>(status.classes);
    if (status.channels > 0) {
        settings.channels = status.channels;
        settings.height = status.height;
        settings.width = status.width;
    } else if (!info.anyShape) {
        settings.channels = info.channels;
        settings.height = std::max(info.height, leastSize);
        settings.width = std::max(info.width, leastSize);
    }
    return settings;
}

std::vector<std::string> assignments(const SuitableSettings& settings) {
    std::vector<std::string> all{"data.dataset=" + settings.dataset};
    if (!settings.root.empty())
        all.push_back("data.root=" + settings.root);
    const auto add = [&](const char* key, int value) {
        if (value > 0)
            all.push_back(std::string(key) + "=" + std::to_string(value));
    };
    add("model.classes", settings.classes);
    add("model.channels", settings.channels);
    add("model.height", settings.height);
    add("model.width", settings.width);
    return all;
}

}  // namespace isonet::training
