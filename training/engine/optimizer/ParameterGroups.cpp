#include "training/engine/optimizer/ParameterGroups.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "model/layers/Activation.h"
#include "model/layers/Convolution.h"
#include "model/layers/Shared.h"

namespace isonet::training {
namespace {

constexpr std::string_view backbone = "backbone.";

// Parameters with a special rule, found by the type of their module.
struct SpecialParameters {
    std::unordered_set<const c10::TensorImpl*> offsets, scalars, slopes;
    std::unordered_map<const c10::TensorImpl*, std::int64_t> matrices;  // with the groups of the convolution

    explicit SpecialParameters(const torch::nn::Module& module) {
        for (const auto& child : module.modules(/*include_self=*/false)) {
            if (const auto* activation = child->as<model::ActivationImpl>()) {
                if (activation->offset().defined())
                    offsets.insert(activation->offset().unsafeGetTensorImpl());
                else  // PReLU's
                    insertAll(slopes, *child);
            } else if (child->as<model::SharedScaleImpl>() || child->as<model::SharedBiasImpl>()) {
                insertAll(scalars, *child);
            } else if (const auto* convolution = child->as<torch::nn::Conv2dImpl>()) {
                matrices.emplace(convolution->weight.unsafeGetTensorImpl(), convolution->options.groups());
                const auto* own = child->as<model::ConvolutionImpl>();
                if (own && own->gains().defined())
                    offsets.insert(own->gains().unsafeGetTensorImpl());
            } else if (const auto* linear = child->as<torch::nn::LinearImpl>()) {
                matrices.emplace(linear->weight.unsafeGetTensorImpl(), 1);
            }
        }
    }

    static void insertAll(std::unordered_set<const c10::TensorImpl*>& set, const torch::nn::Module& module) {
        for (const at::Tensor& parameter : module.parameters(/*recurse=*/false))
            set.insert(parameter.unsafeGetTensorImpl());
    }
};

// "s1.b1.f.a.weight" of a classifier's parameter and of the same one in a detector's backbone.
std::string nameInNetwork(const std::string& name) {
    return name.starts_with(backbone) ? name.substr(backbone.size()) : name;
}

// Fixup's biases and scales, in the classifier and the heads of a detector too.
bool isFixupScalar(const std::string& name) {
    return name.find("bias") != std::string::npos || name.find("scale") != std::string::npos;
}

std::vector<at::Tensor> zerosLike(const std::vector<at::Tensor>& parameters) {
    std::vector<at::Tensor> zeros;
    for (const at::Tensor& parameter : parameters)
        zeros.push_back(at::zeros_like(parameter.detach()));
    return zeros;
}

}  // namespace

bool isDetector(const torch::nn::Module& module) {
    for (const auto& child : module.named_children())
        if (child.key() + "." == backbone)
            return true;
    return false;
}

bool isOfClassifier(const std::string& name, bool detector) {
    return detector ? !name.starts_with(backbone) : name.starts_with("head.");
}

std::vector<ParameterGroup> parameterGroups(const torch::nn::Module& module, const config::OptimizerConfig& config,
                                            bool fixup, Matrices matrices) {
    enum Kind { Offsets, Weights, Multipliers, Slopes, Hidden };  // in the order of the groups
    const auto group = [](const char* name, double rateFactor, double weightDecay) {
        ParameterGroup made;
        made.name = name;
        made.rateFactor = rateFactor;
        made.weightDecay = weightDecay;
        return made;
    };
    const double decay = config.weightDecay;
    const std::array kinds{group("offsets", 1, 0), group("weights", 1, decay),
                           group("multipliers", config.multiplierLearningRateFactor, decay), group("slopes", 1, 0),
                           group(matricesGroup.c_str(), 1, decay)};
    std::map<std::pair<Kind, double>, ParameterGroup> groups;  // by kind and factor of the layers
    const SpecialParameters special(module);
    const bool detector = isDetector(module);
    for (const auto& item : module.named_parameters()) {
        if (!item.value().requires_grad())
            continue;
        const std::string& name = item.key();
        const std::string inNetwork = nameInNetwork(name);
        const auto* parameter = item.value().unsafeGetTensorImpl();
        const auto matrix = special.matrices.find(parameter);
        const bool slow = special.scalars.contains(parameter) || (fixup && isFixupScalar(name));
        const bool hidden = matrices == Matrices::Hidden && matrix != special.matrices.end() &&
                            !inNetwork.starts_with("stem.") && !isOfClassifier(name, detector);
        const bool undecayed = !config.decaySlopes && special.slopes.contains(parameter);
        const Kind kind = special.offsets.contains(parameter) ? Offsets
                          : slow                              ? Multipliers
                          : undecayed                         ? Slopes
                          : hidden                            ? Hidden
                                                              : Weights;
        const double factor = config::rateFactorOf(config.layerRates, inNetwork);
        const auto [entry, added] = groups.try_emplace({kind, factor}, kinds[kind]);
        ParameterGroup& chosen = entry->second;
        if (added)
            chosen.rateFactor *= factor;
        chosen.names.push_back(name);
        chosen.parameters.push_back(item.value());
        if (kind == Hidden)
            chosen.convolutionGroups.push_back(matrix->second);
    }
    std::vector<ParameterGroup> all;
    for (auto& [key, chosen] : groups)
        all.push_back(std::move(chosen));
    return all;
}

void addMomenta(ParameterGroup& group) {
    group.momenta = zerosLike(group.parameters);
}

void addSecondMoments(ParameterGroup& group) {
    group.secondMoments = zerosLike(group.parameters);
}

}  // namespace isonet::training
