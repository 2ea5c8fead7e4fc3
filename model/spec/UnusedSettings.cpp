#include "model/spec/UnusedSettings.h"

#include <algorithm>
#include <string>

#include "model/spec/Architecture.h"
#include "model/spec/Findings.h"
#include "model/spec/NetworkPlan.h"
#include "model/spec/SignalPrediction.h"
#include "model/spec/StageValidation.h"

namespace isonet::spec {
namespace {

class Search {
public:
    explicit Search(const ModelSpec& spec)
        : spec_(spec), given_(described(spec)), resolved_(architecture(spec)), plan_(layOut(spec)) {}

    std::vector<Problem> run() {
        if (spec_.stem)
            stem(*spec_.stem);
        for (std::size_t i = 0; i < spec_.stages.size(); ++i)
            stage(spec_.stages[i], resolved_.stages[i], static_cast<int>(i) + 1);
        network();
        multipliers();
        tailoring();
        return findings_.take();
    }

private:
    void add(const std::string& field, const std::string& value, const std::string& why,
             const std::string& remedy = {}) {
        findings_.add(field, Findings::keyOf(field) + " is " + value + " but has no effect: " + why + "; remove it" +
                                 (remedy.empty() ? "" : ", or " + remedy));
    }
    static std::string text(double value) { return base::numberText(value); }
    static std::string text(bool value) { return value ? "true" : "false"; }

    // `number`: of the part; -1: of any part, the head included.
    bool hasOffset(int number) const {
        return std::ranges::any_of(plan_.activations, [number](const ActivationPlan& layer) {
            return (number < 0 || layer.stage == number) && info(layer.kind).hasOffset;
        });
    }
    bool isStandardized(int number) const {
        return std::ranges::any_of(plan_.convolutions, [number](const ConvolutionPlan& layer) {
            return (number < 0 || layer.stage == number) && layer.standardized;
        });
    }

    void standardization(const std::optional<bool>& given, int number) {
        if (given.value_or(false) && !isStandardized(number))
            add(partField(number) + ".weight_standardization", "true", "each output has one weight only");
    }

    // A cosine that even ReLU, the leaky ReLU of slope 0, stays below.
    void tailoring() {
        if (std::ranges::none_of(plan_.activations, &ActivationPlan::isTailored))
            return;
        const NetworkPlan solved = plan(spec_);
        const auto tailored = std::ranges::find_if(solved.activations, &ActivationPlan::isTailored);
        if (tailored->slope > 0)
            return;
        const double reached = predictSignals(solved, spec_).largestCosine;
        if (reached < spec_.tailoredCosine)
            findings_.add("model.tailored_cosine",
                          "tailored_cosine is " + text(spec_.tailoredCosine) +
                              " but has no effect: this network's activations are ReLU, which reaches " +
                              base::significant(reached) + "; set it to less");
    }

    void stem(const StemSpec& stem) {
        const StemSpec normal;
        if (stem.downsample != normal.downsample && stem.stride == 1)
            add("model.stem.downsample", std::string(name(stem.downsample)), "the stride is 1",
                "set stride to 2 or more");
        if (stem.pool == StemPooling::None) {
            const std::string why = "pool is none", remedy = "set pool to max or average";
            if (stem.poolKernel != normal.poolKernel)
                add("model.stem.pool_kernel", std::to_string(stem.poolKernel), why, remedy);
            if (stem.poolStride != normal.poolStride)
                add("model.stem.pool_stride", std::to_string(stem.poolStride), why, remedy);
        }
        standardization(stem.weightStandardization, 0);
    }

    void stage(const StageSpec& stage, const StageSpec& resolved, int number) {
        const StageSpec normal;
        const std::string at = partField(number) + ".";
        const bool dilated = resolved.stride != stage.stride;  // the last stage of a detector's backbone
        const std::string why = dilated ? "detection.dilated replaces the stride by dilation" : "the stride is 1";
        const std::string remedy = dilated ? "set detection.dilated to false" : "set stride to 2 or more";
        if (resolved.stride == 1 && stage.downsample != normal.downsample)
            add(at + "downsample", std::string(name(stage.downsample)), why, remedy);
        if (resolved.stride == 1 && stage.downsampleAt >= 0)
            add(at + "downsample_at", std::string(1, static_cast<char>('a' + stage.downsampleAt)), why, remedy);
        if (stage.dilation != normal.dilation && std::ranges::all_of(resolved.kernel, &KernelSize::pointwise))
            add(at + "dilation", std::to_string(stage.dilation), "every kernel is 1x1");
        if (stage.bottleneckRatio != normal.bottleneckRatio && stage.block != BlockKind::Bottleneck)
            add(at + "bottleneck_ratio", text(stage.bottleneckRatio),
                "a " + std::string(name(stage.block)) + " block has no inner channels", "set block to bottleneck");
        if (stage.multiplierStart && *resolved.multiplier == ResidualMultiplier::None)
            add(at + "multiplier_start", text(*stage.multiplierStart), "its blocks have no multiplier",
                "set multiplier to scalar or per_channel");
        standardization(stage.weightStandardization, number);
        if (hasOffset(number))
            return;
        const std::string none = "no activation of " + plan_.stages[static_cast<std::size_t>(number)].name + " has b";
        if (stage.offset)
            add(at + "offset", text(*stage.offset), none, "set activation to srelu");
        if (stage.offsetTrained)
            add(at + "offset_trained", text(*stage.offsetTrained), none, "set activation to srelu");
    }

    void network() {
        const ModelSpec normal;
        const auto grouped = [](const ConvolutionPlan& layer) { return layer.normalization == Normalization::Group; };
        if (spec_.normalizationGroups != 0 && std::ranges::none_of(plan_.convolutions, grouped))
            add("model.normalization_groups", std::to_string(spec_.normalizationGroups),
                "no layer has group normalization", "set normalization to group");
        if (spec_.weightStandardization && !isStandardized(-1))
            add("model.weight_standardization", "true",
                "stem and stages have their own values, or one weight per output");
        const bool drawn = std::ranges::all_of(
            plan_.convolutions, [](const ConvolutionPlan& layer) { return info(layer.parameterization).drawsOwn; });
        if (drawn && spec_.initialization != normal.initialization)
            add("model.initialization", std::string(name(spec_.initialization)),
                "every convolution starts from delta or from its parameterization's own random kernel");
        bool multiplied = false;
        for (std::size_t i = 0; i < resolved_.stages.size(); ++i)
            multiplied = multiplied || (*resolved_.stages[i].multiplier != ResidualMultiplier::None &&
                                        !given_.stages[i].multiplierStart);
        if (spec_.multiplierStart != normal.multiplierStart && !multiplied)
            add("model.multiplier_start", text(spec_.multiplierStart), "no block with a multiplier uses it",
                "set multiplier to scalar or per_channel");
        if (spec_.tailoredCosine != normal.tailoredCosine &&
            std::ranges::none_of(plan_.activations, &ActivationPlan::isTailored))
            add("model.tailored_cosine", text(spec_.tailoredCosine), "no activation is a tailored ReLU",
                "set activation to tailored_relu");
        transformations();
        if (hasOffset(-1))
            return;
        const std::string none = "no activation has b", remedy = "set activation to srelu";
        if (spec_.offset != normal.offset)
            add("model.offset", text(spec_.offset), none, remedy);
        if (spec_.offsetTrained != normal.offsetTrained)
            add("model.offset_trained", text(spec_.offsetTrained), none, remedy);
        if (spec_.offsetSharing != normal.offsetSharing)
            add("model.offset_sharing", std::string(name(spec_.offsetSharing)), none, remedy);
    }

    void transformations() {
        const ModelSpec normal;
        const bool any = std::ranges::any_of(plan_.activations, &ActivationPlan::isTransformed);
        const bool dks = spec_.transformation == Transformation::DKS;
        const std::string none = "no activation is transformed", remedy = "set activation to transformed_tanh";
        if (spec_.transformation != normal.transformation && !any)
            add("model.transformation", std::string(name(spec_.transformation)), none, remedy);
        if (spec_.transformedSlope != normal.transformedSlope && !(any && dks))
            add("model.transformed_slope", text(spec_.transformedSlope), any ? "transformation is tat" : none,
                any ? "set transformation to dks" : remedy);
        if (spec_.transformedCurvature != normal.transformedCurvature && !(any && !dks))
            add("model.transformed_curvature", text(spec_.transformedCurvature), any ? "transformation is dks" : none,
                any ? "set transformation to tat" : remedy);
    }

    void multipliers() {
        const auto same = [](auto value) {
            return [value](const StageSpec& a, const StageSpec& b) { return a.*value == b.*value; };
        };
        if (spec_.widthMultiplier != 1 && given_.stem.channels == resolved_.stem.channels &&
            std::ranges::equal(given_.stages, resolved_.stages, same(&StageSpec::channels)))
            add("model.width_multiplier", text(spec_.widthMultiplier), "every number of channels is rounded back");
        if (spec_.depthMultiplier != 1 && std::ranges::equal(given_.stages, resolved_.stages, same(&StageSpec::blocks)))
            add("model.depth_multiplier", text(spec_.depthMultiplier), "every number of blocks is rounded back");
    }

    const ModelSpec& spec_;
    Architecture given_, resolved_;
    NetworkPlan plan_;
    Findings findings_;
};

}  // namespace

std::vector<Problem> unusedSettings(const ModelSpec& spec) {
    return Search(spec).run();
}

}  // namespace isonet::spec
