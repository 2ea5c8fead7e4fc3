#include "training/config/RunConfig.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>

#include "model/spec/DetectorPlan.h"
#include "training/config/DatasetInfo.h"

namespace isonet::config {
namespace {

namespace fs = std::filesystem;

// Letters, digits, dots, underscores, dashes and non-ASCII characters: a portable folder name.
std::string folderName(std::string_view text, bool lowerCase) {
    constexpr size_t longest = 80;
    std::string name;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) || c == '.' || c == '_')
            name += lowerCase ? static_cast<char>(std::tolower(byte)) : c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
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
