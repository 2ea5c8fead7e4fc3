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
    m.choice<spec::Initialization>(
         "model.initialization", tr("Initialization"), [](RunConfig & c) -> auto& { return c.model.initialization; },
         tr("<b>Initialization</b><br>Delta: the center of the kernel is the identity and everything else is 0, so the "
            "convolution passes its input through unchanged and the deviation starts at 0. Kaiming preserves the "
            "variance but not inner products. The 7×7 stem keeps the framework's default."))
        .unusedReason = [](const RunConfig& c) {
        return c.model.fixup ? tr("Fixup scales the Kaiming initialization.") : QString();
    };
    addBlockOverrides(m);
    addPenalty(m);
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
        tr("<b>Block overrides</b><br>Activation, b and initialization of individual layers, blocks or stages. Edit "
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
           "an isometry (equations 13 and 14). Flattened weight: ½ Σ ‖W Wᵀ − I‖², necessary but not sufficient "
           "(equation 16)."));
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
        return spec::info(c.penalty.kind).usesStride ? QString() : tr("only the convolution penalty has a stride.");
    };
    ListFields::addPenaltyExclude(m).unusedReason = needsPenalty;
}

}  // namespace isonet::widgets
