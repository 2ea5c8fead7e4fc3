#include "widgets/form/IsometryFields.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <memory>

#include "model/spec/NetworkPlan.h"
#include "widgets/form/ListFields.h"

namespace isonet::widgets {

using config::RunConfig;

void IsometryFields::add(FormFieldMaker& m) {
    addActivation(m);
    addTailoring(m);
    m.choice<spec::Initialization>(
         "model.initialization", tr("Initialization"), [](RunConfig & c) -> auto& { return c.model.initialization; },
         tr("<b>Initialization</b><br>Delta: the center of the kernel is the identity and everything else is 0, so the "
            "convolution passes its input through unchanged and the deviation starts at 0. Kaiming preserves the "
            "variance but not inner products. The 7×7 stem keeps the framework's default."))
        .unusedReason = [](const RunConfig& c) {
        return c.model.fixup ? tr("Fixup scales the Kaiming initialization.") : QString();
    };
    addParameterization(m);
    addBlockOverrides(m);
    addPenalty(m);
    addClipping(m);
}

void IsometryFields::addActivation(FormFieldMaker& m) {
    m.choice<spec::Activation>(
        "model.activation", tr("Activation"), [](RunConfig & c) -> auto& { return c.model.activation; },
        tr("<b>Activation</b><br>SReLU is φ<sub>b</sub>(y) = max(y, b). With b below most of the signal it is close to "
           "the identity but still nonlinear. ReLU preserves only half of the inner products."));
    const auto needsSReLU = [](const RunConfig& c) {
        return spec::info(c.model.activation).hasOffset ? QString() : tr("only SReLU has an offset b.");
    };
    m.number(
         "model.offset", tr("Offset b"), [](RunConfig & c) -> auto& { return c.model.offset; },
         tr("<b>Offset b</b><br>Threshold of SReLU, max(y, b). −1 in the paper: close to the identity for a signal of "
            "unit variance. 0 is ReLU; far below −1 the network becomes linear."))
        .unusedReason = needsSReLU;
    m.check(
         "model.offset_trained", tr("… trained"), tr("with the weights"),
         [](RunConfig & c) -> auto& { return c.model.offsetTrained; },
         tr("<b>Train b</b><br>Each b is trained by gradient descent without weight decay. The plot of b shows its "
            "distribution over time."))
        .unusedReason = needsSReLU;
    m.choice<spec::OffsetSharing>(
         "model.offset_sharing", tr("… one per"), [](RunConfig & c) -> auto& { return c.model.offsetSharing; },
         tr("<b>One b per</b><br>One b per channel, as published, or one per layer."))
        .unusedReason = needsSReLU;
}

void IsometryFields::addTailoring(FormFieldMaker& m) {
    m.number(
         "model.tailored_cosine", tr("Target cosine η"), [](RunConfig & c) -> auto& { return c.model.tailoredCosine; },
         tr("<b>Target cosine η</b><br>Tailored ReLU: the predicted cosine, after the last block, of two images that "
            "are "
            "orthogonal. ReLU brings it close to 1 in deep networks, where all images look alike; the slope is solved "
            "for this value. 0.9 in the paper (Zhang et al., 2022)."))
        .unusedReason = [](const RunConfig& c) {
        return c.model.activation == spec::Activation::TailoredReLU ? QString()
                                                                    : tr("only tailored ReLU has a target.");
    };
    const auto needs = [](spec::Transformation how) {
        return [how](const RunConfig& c) {
            if (!spec::info(c.model.activation).transformed)
                return tr("the activation is not transformed.");
            return c.model.transformation == how ? QString() : tr("the transformation is another.");
        };
    };
    m.choice<spec::Transformation>(
         "model.transformation", tr("Transformation"), [](RunConfig & c) -> auto& { return c.model.transformation; },
         tr("<b>Transformation</b><br>How the constants of γ (f(α y + β) + δ) are solved for before training, with f "
            "tanh, softplus or SiLU. DKS: mean 0, and nearly equal images separate slightly. TAT: they keep their "
            "distance, and only the curvature grows. Use scaled delta-orthogonal kernels and no normalization."))
        .unusedReason = [](const RunConfig& c) {
        return spec::info(c.model.activation).transformed ? QString() : tr("the activation is not transformed.");
    };
    m.number(
         "model.transformed_slope", tr("… slope ζ"), [](RunConfig & c) -> auto& { return c.model.transformedSlope; },
         tr("<b>Largest slope ζ</b><br>DKS: how far the network, or a part of it, separates nearly equal images, at "
            "most. 1.5 in the paper (Martens et al., 2021)."))
        .unusedReason = needs(spec::Transformation::DKS);
    m.number(
         "model.transformed_curvature", tr("… curvature τ"),
         [](RunConfig & c) -> auto& { return c.model.transformedCurvature; },
         tr("<b>Largest curvature τ</b><br>TAT: the second derivative of the network's cosine map at 1. 0.3 in the "
            "paper (Zhang et al., 2022)."))
        .unusedReason = needs(spec::Transformation::TAT);
}

void IsometryFields::addParameterization(FormFieldMaker& m) {
    m.choice<spec::Parameterization>(
         "model.parameterization", tr("Parameterization"),
         [](RunConfig & c) -> auto& { return c.model.parameterization; },
         tr("<b>Parameterization</b><br>Free: every kernel, kept near an isometry by the penalty. BCOP, Cayley, SOC "
            "and "
            "LOT reach orthogonal kernels only, AOL kernels whose singular values are at most 1. Strided layers end "
            "with an orthogonal s × s kernel (AOC), and linear layers are orthogonal, too. BCOP, SOC and AOL pad with "
            "zeros, where singular values are at most 1; Cayley and LOT are circular. The penalty skips these "
            "layers."))
        .unusedReason = [](const RunConfig& c) { return c.model.fixup ? tr("Fixup scales the kernels.") : QString(); };
}

// Block overrides are edited in the diagram; the field counts them and can remove them all.
void IsometryFields::addBlockOverrides(FormFieldMaker& maker) {
    auto* editor = new QWidget;
    auto* count = new QLabel;
    auto* clear = new QPushButton(tr("Reset all"));
    clear->setObjectName(QStringLiteral("blocksClear"));
    clear->setAccessibleName(tr("Remove all block overrides"));
    auto* row = new QHBoxLayout(editor);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(count, 1);
    row->addWidget(clear);
    const auto overrides = std::make_shared<std::vector<spec::BlockOverride>>();
    FormField& field = maker.custom(
        "model.blocks", tr("Block overrides"), editor,
        tr("<b>Block overrides</b><br>Activation, b, initialization and parameterization of individual layers, blocks "
           "or stages. Edit "
           "them in the diagram of the Design page. In files: <tt>model.blocks: [{layers: s4.*, activation: "
           "relu}]</tt>."));
    QObject::connect(clear, &QPushButton::clicked, clear,
                     [count, clear, overrides, edited = maker.lastEditedCallback()] {
                         overrides->clear();
                         count->setText(tr("none"));
                         clear->hide();
                         edited();
                     });
    field.show = [count, clear, overrides](const RunConfig& c) {
        *overrides = c.model.blocks;
        QString text = tr("none");
        if (!c.model.blocks.empty()) {
            text = tr("%1 in the file").arg(c.model.blocks.size());
            const auto network = config::networkSpec(c);
            if (spec::validate(network).empty()) {
                const auto blocks = spec::plan(network).changed.size();
                text = blocks == 1 ? tr("1 block differs") : tr("%1 blocks differ").arg(blocks);
            }
        }
        count->setText(text);
        clear->setVisible(!c.model.blocks.empty());
    };
    field.read = [overrides](RunConfig& c) -> QString {
        c.model.blocks = *overrides;
        return {};
    };
}

void IsometryFields::addPenalty(FormFieldMaker& m) {
    m.choice<spec::PenaltyKind>(
        "penalty.kind", tr("Penalty"), [](RunConfig & c) -> auto& { return c.penalty.kind; },
        tr("<b>Orthogonality penalty</b><br>Convolution: ½ Σ ‖Conv(A, A) − δ‖², zero exactly when the convolution is "
           "an isometry (equations 13 and 14). Flattened weight: ½ Σ ‖W Wᵀ − I‖², necessary but not sufficient for "
           "A A* = I (equation 16). The others are baselines from the literature; the list says what each computes, "
           "and "
           "choosing one sets its published γ if γ is that of another."));
    const auto needsPenalty = [](const RunConfig& c) {
        return c.penalty.kind == spec::PenaltyKind::None ? tr("the penalty is off.") : QString();
    };
    m.number(
         "penalty.coefficient", tr("γ (gamma)"), [](RunConfig & c) -> auto& { return c.penalty.coefficient; },
         tr("<b>Penalty coefficient γ</b><br>loss = cross entropy + γ · penalty. The paper uses 1e-4, and 3e-4 for "
            "ISONet-101. Too small: the deviation of the layers grows and deep networks stop learning. Too large: the "
            "kernels barely change. A good γ keeps the penalty well below the cross entropy."))
        .unusedReason = needsPenalty;
    m.choice<spec::PenaltyStride>(
         "penalty.stride", tr("Penalty stride"), [](RunConfig & c) -> auto& { return c.penalty.stride; },
         tr("<b>Stride of Conv(A, A)</b><br>The stride of the convolution itself (published code), or 1 (as printed in "
            "the paper)."))
        .unusedReason = [](const RunConfig& c) {
        return spec::info(c.penalty.kind).usesStride ? QString()
                                                     : tr("only the convolution penalty and OCNN have a stride.");
    };
    m.integer(
         "penalty.interval", tr("Penalty interval"), [](RunConfig & c) -> auto& { return c.penalty.interval; }, 1,
         spec::mostPenaltyInterval,
         tr("<b>Lazy penalty</b> (Karras et al., 2020)<br>k: the penalty is part of every k-th step only, with k γ, "
            "and "
            "costs nothing in between. Its curve has a point where it was computed. 1: in every step."),
         {tr(" step"), tr(" steps")})
        .unusedReason = needsPenalty;
    m.check(
         "penalty.size_normalized", tr("… by size"), tr("divided by the number of weights"),
         [](RunConfig & c) -> auto& { return c.penalty.sizeNormalized; },
         tr("<b>Divided by size</b><br>Each layer's norm is divided by the number of its weights, as the authors of "
            "OCNN "
            "advise for layers of different sizes. γ must be larger then."))
        .unusedReason = [](const RunConfig& c) {
        return spec::info(c.penalty.kind).usesSize ? QString() : tr("only OCNN is divided by size.");
    };
    ListFields::addPenaltyExclude(m).unusedReason = [](const RunConfig& c) {
        return c.penalty.kind == spec::PenaltyKind::None && c.penalty.clipInterval == 0
                   ? tr("the penalty and clipping are off.")
                   : QString();
    };
}

void IsometryFields::addClipping(FormFieldMaker& m) {
    m.integer(
        "penalty.clip_interval", tr("Clip kernels every"),
        [](RunConfig & c) -> auto& { return c.penalty.clipInterval; }, 0, 1000000,
        tr("<b>Clipping</b><br>The singular values of each convolution are clipped to the bounds below, and the kernel "
           "is "
           "cut to its taps again (Sedghi, Gupta and Long, 2019: every 100 steps). Takes seconds in large networks."),
        {tr(" step"), tr(" steps")}, tr("never"));
    const auto needsClipping = [](const RunConfig& c) {
        return c.penalty.clipInterval == 0 ? tr("kernels are not clipped.") : QString();
    };
    m.number(
         "penalty.clip_lowest", tr("… to σ from"), [](RunConfig & c) -> auto& { return c.penalty.clipLowest; },
         tr("<b>Lowest singular value</b><br>0: clipped from above only."))
        .unusedReason = needsClipping;
    m.number(
         "penalty.clip_highest", tr("… to σ at most"), [](RunConfig & c) -> auto& { return c.penalty.clipHighest; },
         tr("<b>Highest singular value</b><br>1: no convolution amplifies a signal."))
        .unusedReason = needsClipping;
}

}  // namespace isonet::widgets
