#include "training/config/RunConfig.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "model/base/ShownText.h"
#include "model/spec/DetectorPlan.h"
#include "training/config/DatasetInfo.h"

namespace isonet::config {
namespace {

namespace fs = std::filesystem;

// Letters, digits, dots, underscores, dashes and non-ASCII characters, in UTF-8: a portable folder name.
std::string folderName(std::string_view text, bool lowerCase) {
    constexpr size_t longest = 80;
    constexpr std::string_view small = "abcdefghijklmnopqrstuvwxyz", large = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string name;
    while (!text.empty() && name.size() < longest) {
        const std::size_t size = base::characterSize(text);
        const char c = text.front();
        if (const auto letter = large.find(c); lowerCase && letter != std::string_view::npos)
            name += small[letter];
        else if (size > 1 || small.find(c) != std::string_view::npos || letter != std::string_view::npos ||
                 (c >= '0' && c <= '9') || c == '.' || c == '_')
            name += text.substr(0, size);
        else if (!name.empty() && name.back() != '-')
            name += '-';
        text.remove_prefix(size == 0 ? 1 : size);
    }
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    name.erase(0, std::min(name.find_first_not_of('.'), name.size()));
    return name;
}

}  // namespace

bool isDetection(const RunConfig& config) {
    const DatasetInfo* info = findDataset(config.data.dataset);
    return info && info->detection;
}

spec::ModelSpec networkSpec(const RunConfig& config) {
    return isDetection(config) ? spec::backboneSpec(config.model, config.detection.detector) : config.model;
}

CropKind cropInForce(const DataConfig& data) {
    if (data.crop != CropKind::Automatic)
        return data.crop;
    const DatasetInfo* info = findDataset(data.dataset);
    return info && info->anyShape ? CropKind::Resized : CropKind::Padded;
}

int resizeInForce(const DataConfig& data, const spec::ModelSpec& model) {
    if (data.resize > 0)
        return data.resize;
    const int input = std::max(model.height, model.width);
    return cropInForce(data) == CropKind::Resized ? static_cast<int>(std::lround(input / 0.875)) : input;
}

std::vector<double> milestonesInForce(const RunConfig& config) {
    if (!config.schedule.milestones.empty())
        return config.schedule.milestones;
    std::vector<double> milestones;
    for (const double percent : {30.0, 60.0, 90.0})
        milestones.push_back(config.run.epochs * percent / 100);
    return milestones;
}

std::string runTitle(const RunConfig& config) {
    std::string given = folderName(config.run.name, false);
    if (!given.empty())
        return given;
    const DatasetInfo* info = findDataset(config.data.dataset);
    std::string data = info ? info->name : config.data.dataset;
    if (info && info->anyShape && !config.data.root.empty()) {
        const fs::path folder = fs::path(config.data.root + "/").lexically_normal().parent_path().filename();
        if (!folder.empty() && folder != "." && folder != "..")
            data = folder.string();
    }
    return folderName(spec::networkName(config.model) + "-" + data, true);
}

}  // namespace isonet::config
