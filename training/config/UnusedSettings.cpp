#include "training/config/UnusedSettings.h"

#include "model/base/NumberText.h"
#include "model/spec/UnusedSettings.h"

namespace isonet::config {
namespace {

void addHead(std::vector<spec::Problem>& unused, const spec::ModelSpec& model) {
    const spec::HeadSpec normal;
    const auto add = [&](const char* field, const std::string& value) {
        const std::string path = field;
        unused.push_back({path, path.substr(path.rfind('.') + 1) + " is " + value +
                                    " without effect: a detector has no classifier; remove it"});
    };
    if (model.head.pool != normal.pool)
        add("model.head.pool", std::string(spec::name(model.head.pool)));
    if (!model.head.hidden.empty())
        add("model.head.hidden", "a list");
    if (model.head.bias != normal.bias)
        add("model.head.bias", "false");
    if (model.dropout != 0)
        add("model.dropout", base::numberText(model.dropout));
}

}  // namespace

std::vector<spec::Problem> unusedSettings(const RunConfig& config) {
    const spec::ModelSpec network = networkSpec(config);
    auto unused = spec::unusedSettings(network);
    if (isDetection(config)) {
        addHead(unused, config.model);
        if (!config.data.exclude.empty())
            unused.push_back({"data.exclude", "exclude is " + config.data.exclude +
                                                  " without effect: it names images of classes; remove it"});
    } else if (config.fineTuning.newHead && config.fineTuning.weights.empty()) {
        unused.push_back({"model.new_head",
                          "new_head is true without effect: model.weights is empty, so the whole network is new; "
                          "remove it"});
    }
    if (config.data.splitSeed != DataConfig{}.splitSeed && !config.data.testSplit)
        unused.push_back({"data.split_seed", "split_seed is " + std::to_string(config.data.splitSeed) +
                                                 " without effect: data.test_split is false; remove it"});
    return unused;
}

}  // namespace isonet::config
