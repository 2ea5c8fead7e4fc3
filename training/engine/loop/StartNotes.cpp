#include "training/engine/loop/StartNotes.h"

#include "model/base/NumberText.h"

namespace isonet::training {
namespace {

std::string joinedNames(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string frozenNote(const std::vector<std::string>& frozen, Task& task) {
    std::int64_t all = 0, trained = 0;
    for (const at::Tensor& parameter : task.network()->parameters()) {
        all += parameter.numel();
        trained += parameter.requires_grad() ? parameter.numel() : 0;
    }
    return "Frozen (model.frozen): " + joinedNames(frozen) + ", " + std::to_string(all - trained) + " of " +
           std::to_string(all) +
           " parameters. They get no gradient, no weight decay and no penalty; BatchNorm keeps its statistics there.";
}

}  // namespace

std::vector<std::string> fineTuningNotes(const config::RunConfig& config, Task& task,
                                         const std::optional<WeightsOrigin>& weights) {
    std::vector<std::string> notes;
    if (weights)
        notes.push_back("Initial weights: " + weights->file + " (SHA-256 " + weights->checksum + ")" +
                        (config.fineTuning.newHead ? "; the head is new." : "."));
    if (!config.fineTuning.frozen.empty())
        notes.push_back(frozenNote(config.fineTuning.frozen, task));
    std::string rates;
    for (const config::LayerRate& rate : config.optimizer.layerRates)
        rates += (rates.empty() ? "" : ", ") + rate.layers + " x " + base::numberText(rate.factor);
    if (!rates.empty())
        notes.push_back("Learning rate by layer (optimizer.layer_rates): " + rates + "; all others x 1.");
    return notes;
}

std::string selectionNote(const config::RunConfig& config, const Task& task) {
    if (task.testImages() == 0)
        return "best.pt is chosen on the images that are reported, as in the paper" +
               std::string(config::isDetection(config) ? "." : "; data.test_split: true separates them.");
    return "best.pt is chosen on " + std::to_string(task.imagesPerEvaluation()) + " validation images; " +
           std::to_string(task.testImages()) + " test images are reported once, at the end (data.test_split).";
}

}  // namespace isonet::training
