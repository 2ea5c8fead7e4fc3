#include "widgets/form/FoundData.h"

namespace isonet::widgets {

bool FoundData::answers(const config::RunConfig& config) const {
    return askedDataset == config.data.dataset && askedRoot == config.data.root;
}

void FoundData::fill(config::RunConfig& config) const {
    const auto set = [](int& to, int value) {
        if (value > 0)
            to = value;
    };
    if (!dataset.empty())
        config.data.dataset = dataset;
    set(config.model.classes, classes);
    set(config.model.channels, channels);
    set(config.model.height, height);
    set(config.model.width, width);
}

std::string FoundData::classesProblem(const config::RunConfig& config) const {
    if (!found || !answers(config) || classes == 0 || config.model.classes == classes ||
        dataset != config.data.dataset || config::isDetection(config))
        return {};
    return "classes is " + std::to_string(config.model.classes) + "; accepted: " + std::to_string(classes) +
           ", the classes in " + askedRoot;
}

}  // namespace isonet::widgets
