#include "widgets/form/OptimizerFields.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace isonet::widgets {

using config::RunConfig;

namespace {

struct SettingKey {
    std::string_view key;
    config::OptimizerSetting setting;
};

constexpr SettingKey settingKeys[] = {
    {"optimizer.momentum", config::usesMomentum},
    {"optimizer.nesterov", config::usesNesterov},
    {"optimizer.adam_beta1", config::usesAdam},
    {"optimizer.adam_beta2", config::usesAdam},
    {"optimizer.adam_epsilon", config::usesAdam},
    {"optimizer.adam_rate_factor", config::usesAdamFactor},
    {"optimizer.newton_schulz", config::usesNewtonSchulz},
    {"optimizer.newton_schulz_steps", config::usesNewtonSchulz},
    {"optimizer.newton_schulz_precision", config::usesNewtonSchulz},
    {"optimizer.retraction", config::usesRetraction},
    {"optimizer.stabilize_steps", config::usesRetraction},
};

bool hasSlopes(const RunConfig& c) {
    return c.model.activation == spec::Activation::PReLU || std::ranges::any_of(c.model.blocks, [](const auto& block) {
               return block.activation && *block.activation == spec::Activation::PReLU;
           });
}

}  // namespace

bool OptimizerFields::uses(const std::string& key, const RunConfig& config) {
    const auto found = std::ranges::find(settingKeys, key, &SettingKey::key);
    return found == std::end(settingKeys) || config::uses(config.optimizer, found->setting);
}

void OptimizerFields::addKind(FormFieldMaker& m) {
    m.choice<config::OptimizerKind>(
        "optimizer.name", tr("Optimizer"), [](RunConfig & c) -> auto& { return c.optimizer.kind; },
        tr("<b>Optimizer</b><br>SGD: as published. AdamW: steps of equal size in every direction. Muon: nearly "
           "orthogonal steps of each kernel. Orthogonal steps: the flattened kernels stay orthogonal, without a "
           "penalty. η: learning rate, λ: weight decay, m: momentum. The list has the equations."));
}

void OptimizerFields::add(FormFieldMaker& m) {
    m.number(
        "optimizer.momentum", tr("Momentum"), [](RunConfig & c) -> auto& { return c.optimizer.momentum; },
        tr("<b>Momentum</b><br>Fraction of the previous step added to the next; 0.9 as published, 0.95 for Muon."));
    m.check(
         "optimizer.nesterov", tr("… Nesterov"), tr("looks one step ahead"),
         [](RunConfig & c) -> auto& { return c.optimizer.nesterov; },
         tr("<b>Nesterov's momentum</b><br>p ← p − η (g + m v) instead of p ← p − η v (Sutskever et al., 2013)."))
        .unusedReason = [](const RunConfig& c) {
        return c.optimizer.momentum > 0 ? QString() : tr("there is no momentum.");
    };
    addNewtonSchulz(m);
    addAdam(m);
    addRetraction(m);
    addDecay(m);
}

void OptimizerFields::addNewtonSchulz(FormFieldMaker& m) {
    m.choice<config::NewtonSchulzKind>(
        "optimizer.newton_schulz", tr("Newton–Schulz"), [](RunConfig & c) -> auto& { return c.optimizer.newtonSchulz; },
        tr("<b>Newton–Schulz polynomials</b><br>σ ← a σ + b σ³ + c σ⁵ on the singular values of the momentum. Muon's "
           "end "
           "between 0.68 and 1.13, Modula's between 0.9956 and 0.9993."));
    m.integer(
         "optimizer.newton_schulz_steps", tr("… steps"),
         [](RunConfig & c) -> auto& { return c.optimizer.newtonSchulzSteps; }, 1, config::mostNewtonSchulzSteps,
         tr("<b>Newton–Schulz steps</b><br>Five as published."))
        .unusedReason = [](const RunConfig& c) {
        return c.optimizer.newtonSchulz == config::NewtonSchulzKind::Muon ? QString()
                                                                          : tr("Modula's polynomials are six.");
    };
    m.choice<config::NewtonSchulzPrecision>(
        "optimizer.newton_schulz_precision", tr("… precision"),
        [](RunConfig & c) -> auto& { return c.optimizer.newtonSchulzPrecision; },
        tr("<b>Newton–Schulz precision</b><br>bfloat16 as published on devices that are fast at it, otherwise "
           "float32."));
}

void OptimizerFields::addAdam(FormFieldMaker& m) {
    m.number(
        "optimizer.adam_rate_factor", tr("AdamW's rate"),
        [](RunConfig & c) -> auto& { return c.optimizer.adamRateFactor; },
        tr("<b>AdamW's learning rate</b><br>For the first convolution, the head and all vectors, relative to the "
           "learning rate; 0.015 as published (0.0003 at 0.02)."),
        tr("× learning rate"));
    m.number(
        "optimizer.adam_beta1", tr("β₁"), [](RunConfig & c) -> auto& { return c.optimizer.adamBeta1; },
        tr("<b>AdamW's β₁</b><br>Of the mean of the gradients, m ← β₁ m + (1 − β₁) g."));
    m.number(
        "optimizer.adam_beta2", tr("β₂"), [](RunConfig & c) -> auto& { return c.optimizer.adamBeta2; },
        tr("<b>AdamW's β₂</b><br>Of the mean of their squares, v ← β₂ v + (1 − β₂) g²."));
    m.number(
        "optimizer.adam_epsilon", tr("ε"), [](RunConfig & c) -> auto& { return c.optimizer.adamEpsilon; },
        tr("<b>AdamW's ε</b><br>Added to √v, so that small gradients make small steps."));
}

void OptimizerFields::addRetraction(FormFieldMaker& m) {
    m.choice<config::Retraction>(
        "optimizer.retraction", tr("Retraction"), [](RunConfig & c) -> auto& { return c.optimizer.retraction; },
        tr("<b>Retraction</b><br>How a kernel returns to the orthogonal ones after a step along their tangent."));
    m.integer(
        "optimizer.stabilize_steps", tr("Stabilize"), [](RunConfig & c) -> auto& { return c.optimizer.stabilizeSteps; },
        0, 1000000,
        tr("<b>Stabilize</b><br>After this many steps the kernels are projected again, in float64, so that rounding "
           "does "
           "not add up. The first step always starts from the projection."),
        {tr(" step"), tr(" steps")}, tr("at the start only"));
}

void OptimizerFields::addDecay(FormFieldMaker& m) {
    m.number(
        "optimizer.weight_decay", tr("Weight decay"), [](RunConfig & c) -> auto& { return c.optimizer.weightDecay; },
        tr("<b>Weight decay</b><br>L2 regularization of all weights (1e-4 as published); AdamW and Muon shrink the "
           "weights by η λ instead. Not applied to b of SReLU, nor to kernels that stay orthogonal."));
    m.check(
         "optimizer.decay_slopes", tr("… of slopes"), tr("PReLU's slopes, too"),
         [](RunConfig & c) -> auto& { return c.optimizer.decaySlopes; },
         tr("<b>Weight decay of slopes</b><br>He et al. (2015) apply no weight decay to PReLU's slopes, because it "
            "pulls them toward ReLU. Earlier versions applied it."))
        .unusedReason = [](const RunConfig& c) { return hasSlopes(c) ? QString() : tr("the network has no PReLU."); };
    m.number(
        "optimizer.adaptive_clip", tr("Clip units"), [](RunConfig & c) -> auto& { return c.optimizer.adaptiveClip; },
        tr("<b>Adaptive gradient clipping</b> (Brock et al., 2021)<br>Limits the norm of the gradient of each output "
           "of a layer to this fraction of the norm of its weights: |g| ≤ λ max(|w|, 0.001). The classifier is "
           "excluded. 0.01 as published; 0: off."));
    m.number(
        "optimizer.average_decay", tr("Average weights"),
        [](RunConfig & c) -> auto& { return c.optimizer.averageDecay; },
        tr("<b>Moving average of the weights</b><br>a ← d a + (1 − d) w after every step, with this d, less in the "
           "first "
           "steps. The average is evaluated, stored as the network of checkpoints and exported; training continues "
           "from "
           "w. Typically 0.999; 0: off."));
}

}  // namespace isonet::widgets
