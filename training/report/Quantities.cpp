#include "training/report/Quantities.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "training/telemetry/Tags.h"

namespace isonet::report {

namespace tags = telemetry::tags;

std::span<const Quantity> quantities() {
    static const std::vector<Quantity> all{{tags::lossTotal, "Loss", Better::Lower},
                                           {tags::lossCrossEntropy, "Cross entropy", Better::Lower},
                                           {tags::validationCrossEntropy, "Validation cross entropy", Better::Lower},
                                           {tags::lossPenalty, "Penalty P"},
                                           {tags::lossWeightedPenalty, "Weighted penalty γ P"},
                                           {tags::trainTop1, "Training top-1, %", Better::Higher},
                                           {tags::validationTop1, "Validation top-1, %", Better::Higher},
                                           {tags::validationTop5, "Validation top-5, %", Better::Higher},
                                           {tags::testTop1, "Test top-1, %", Better::Higher},
                                           {tags::testTop5, "Test top-5, %", Better::Higher},
                                           {tags::testCrossEntropy, "Test cross entropy", Better::Lower},
                                           {tags::boxAp, "Box AP, %", Better::Higher},
                                           {tags::maskAp, "Mask AP, %", Better::Higher},
                                           {tags::lossObjectness, "Objectness loss", Better::Lower},
                                           {tags::lossProposalBox, "Proposal box loss", Better::Lower},
                                           {tags::lossCategory, "Class loss", Better::Lower},
                                           {tags::lossBox, "Box loss", Better::Lower},
                                           {tags::lossMask, "Mask loss", Better::Lower},
                                           {tags::learningRate, "Learning rate", Better::Neither},
                                           {tags::imagesPerSecond, "Images per second", Better::Neither},
                                           {tags::dataWait, "Wait for images, % of the time", Better::Neither}};
    return all;
}

std::span<const CurveFigure> curveFigures() {
    static const std::vector<CurveFigure> all{
        {"Loss and cross entropy",
         "loss",
         {tags::lossCrossEntropy, tags::lossTotal, tags::validationCrossEntropy},
         "No losses were recorded: the run ended before its first record, or another program recorded it."},
        {"Weighted penalty γ P",
         "γ P",
         {tags::lossWeightedPenalty},
         "γ P was not recorded: the penalty is off, or the run is of an earlier version."},
        {"Accuracy",
         "top-1, %",
         {tags::validationTop1, tags::trainTop1},
         "No accuracy was recorded: the run ended before its first evaluation, or it trains a detector.",
         false},
        {"Average precision", "AP, %", {tags::boxAp, tags::maskAp}, "No AP was recorded.", false},
        {"Losses of the detector",
         "loss",
         {tags::lossObjectness, tags::lossProposalBox, tags::lossCategory, tags::lossBox, tags::lossMask},
         "No losses of a detector were recorded.",
         false},
        {"Learning rate", "learning rate", {tags::learningRate}, "No learning rate was recorded.", false}};
    return all;
}

std::string titleOf(const std::string& tag) {
    const auto found = std::ranges::find(quantities(), tag, &Quantity::tag);
    return found == quantities().end() ? tag : found->title;
}

Curve rmsOverLayers(const RecordedRun& run, const std::string& prefix) {
    std::map<double, std::pair<double, std::size_t>> sums;  // by step: of squares, and how many
    for (auto each = run.curves.lower_bound(prefix); each != run.curves.end() && each->first.starts_with(prefix);
         ++each)
        for (std::size_t i = 0; i < each->second.steps.size(); ++i) {
            auto& [sum, count] = sums[each->second.steps[i]];
            sum += each->second.values[i] * each->second.values[i];
            ++count;
        }
    std::size_t most = 0;
    for (const auto& [step, sum] : sums)
        most = std::max(most, sum.second);
    Curve curve;
    for (const auto& [step, sum] : sums)
        if (2 * sum.second > most) {
            curve.steps.push_back(step);
            curve.values.push_back(std::sqrt(sum.first / static_cast<double>(sum.second)));
        }
    return curve;
}

}  // namespace isonet::report
